import protos from '@temporalio/proto';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import type { EventName, RunHistory } from '../support/engine/history.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const { EventType } = protos.temporal.api.enums.v1;

/** What a run has cost before its first task: its start, one workflow task, the state of the root. */
const BEGINNING = [
  'WORKFLOW_EXECUTION_STARTED',
  'WORKFLOW_TASK_SCHEDULED',
  'WORKFLOW_TASK_STARTED',
  'WORKFLOW_TASK_COMPLETED',
];

function namesOf({ events }: RunHistory): string[] {
  return events.map(({ eventType }) => String(EventType[eventType ?? 0]).replace('EVENT_TYPE_', ''));
}

function summariesOf(history: RunHistory, event: EventName): unknown[] {
  return history.events
    .filter(({ eventType }) => eventType === EventType[event])
    .map(({ userMetadata }) => userMetadata?.summary && defaultPayloadConverter.fromPayload(userMetadata.summary));
}

describe('what a run costs in history', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
  });
  afterAll(() => engine.close());

  /** The only Temporal run of a run that has to complete. */
  async function historyOf(yaml: string): Promise<RunHistory> {
    const { runId, status, error } = await engine.run(yaml);
    expect([status, error]).toEqual(['completed', null]);
    const [history, ...others] = await engine.histories(runId);
    expect(others).toEqual([]);
    if (!history) throw new Error(`${runId} has no history.`);
    return history;
  }

  test('a basic task after another one costs six events', async () => {
    const chain = (length: number): string => {
      const tasks = Array.from({ length }, (_, n) => `{ id: t${n}, action: http, with: { url: "$world/cost/${n}" } }`);
      return `{ id: chain, tasks: [${tasks.join(', ')}] }`;
    };
    const [short, long] = [await historyOf(chain(2)), await historyOf(chain(12))];
    expect(long.events.length - short.events.length).toBe(10 * 6);
    expect(namesOf(short).slice(-13)).toEqual(
      [
        'ACTIVITY_TASK_SCHEDULED',
        'ACTIVITY_TASK_STARTED',
        'ACTIVITY_TASK_COMPLETED',
        'WORKFLOW_TASK_SCHEDULED',
        'WORKFLOW_TASK_STARTED',
        'WORKFLOW_TASK_COMPLETED',
        'ACTIVITY_TASK_SCHEDULED',
        'ACTIVITY_TASK_STARTED',
        'ACTIVITY_TASK_COMPLETED',
        'WORKFLOW_TASK_SCHEDULED',
        'WORKFLOW_TASK_STARTED',
        'WORKFLOW_TASK_COMPLETED',
        'MARKER_RECORDED',
        'WORKFLOW_EXECUTION_COMPLETED',
      ].slice(1),
    );
  });

  test('a run of control kinds takes one workflow task, and one event a local activity', async () => {
    const history = await historyOf(`
id: control
tasks:
  - { id: a, action: transform, with: 1 }
  - { id: both, kind: parallel, tasks: [{ id: x, action: noop }, { id: y, action: transform, with: 2 }] }
  - { id: each, kind: collection, items: { from: 1, to: 60 }, do: { action: transform, with: "\${{ item }}" } }
  - { id: way, kind: router, switch: "'b'", cases: { a: { action: noop }, b: { action: noop } } }
  - { id: again, repeat: { until: tasks.n.output > 0, max: 3 }, tasks: [{ id: n, action: transform, with: 1 }] }
  - { id: sum, kind: aggregate, reduce: { op: sum, from: tasks.each.output } }
`);
    const names = namesOf(history);
    const markers = names.slice(BEGINNING.length, -1);
    expect(names).toEqual([...BEGINNING, ...markers, 'WORKFLOW_EXECUTION_COMPLETED']);
    expect(new Set(markers)).toEqual(new Set(['MARKER_RECORDED']));
    expect(markers.length).toBeLessThanOrEqual(15);
  });

  test('a hundred inline tasks side by side cost as much as one', async () => {
    const fan = (count: number): string =>
      `{ id: fan, kind: collection, items: { from: 1, to: ${count} }, do: { action: noop } }`;
    const [one, hundred] = [await historyOf(fan(1)), await historyOf(fan(100))];
    expect(namesOf(hundred)).toEqual(namesOf(one));
  });

  test.each([
    [
      'parallel',
      (count: number) => {
        const tasks = Array.from(
          { length: count },
          (_, n) => `{ id: t${n}, action: http, with: { url: "$world/wide/${n}" } }`,
        );
        return `{ id: wide, kind: parallel, tasks: [${tasks.join(', ')}] }`;
      },
    ],
    [
      'collection',
      (count: number) =>
        `{ id: wide, kind: collection, items: { from: 1, to: ${count} }, do: { action: http, with: { url: "$world/wide" } } }`,
    ],
  ])('a %s of 500 starts no child workflow, and stays below 4,000 events', async (_, toYaml) => {
    const { runId, status } = await engine.run(toYaml(500));
    const histories = await engine.histories(runId);
    expect(status).toBe('completed');
    for (const history of histories) {
      expect(history.count('EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED')).toBe(0);
      expect(history.events.length).toBeLessThan(4_000);
    }
  });

  test('the deadlines of a hundred tasks cost a timer or two', async () => {
    const tasks = Array.from({ length: 100 }, (_, n) => `{ id: w${n}, kind: wait, signal: s, timeout: ${100 + n}m }`);
    const { runId } = await engine.start(`{ id: deadlines, kind: parallel, tasks: [${tasks.join(', ')}] }`);
    await engine.taskWith(runId, '/w99', 'waiting');
    await engine.client.signal({ runId, name: 's', from: 'ci' });
    expect((await engine.client.waitForEnd(runId)).status).toBe('completed');
    const [history] = await engine.histories(runId);
    expect(history?.count('EVENT_TYPE_TIMER_STARTED')).toBeLessThanOrEqual(2);
  });
});

describe('what a history shows', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
  });
  afterAll(() => engine.close());

  test('is called after the definition, its actions and its tasks', async () => {
    const { runId } = await engine.run(`
id: named
tasks:
  - { id: build, tasks: [{ id: compile, action: http, with: { url: "$world/named" } }] }
  - { id: long, action: http, timeout: 10m, with: { url: "$world/named" } }
  - { id: pause, kind: wait, duration: 5ms }
`);
    const [history] = await engine.histories(runId);
    const [host] = await engine.histories(`${runId}/long#1`);
    expect(
      history && {
        type: history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name,
        activities: history.events.flatMap(
          ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
        ),
        activitySummaries: summariesOf(history, 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED'),
        childSummaries: summariesOf(history, 'EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED'),
        timerSummaries: summariesOf(history, 'EVENT_TYPE_TIMER_STARTED'),
      },
    ).toEqual({
      type: 'named',
      activities: ['http'],
      activitySummaries: ['/build/compile'],
      childSummaries: ['/long'],
      timerSummaries: ['next deadline'],
    });
    expect(host && summariesOf(host, 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED')).toEqual(['/long']);
  });

  test('holds no value and nothing that grows: outputs and errors of any size stay in the store', async () => {
    const text = 'x'.repeat(300_000);
    engine.world.answer('/big', JSON.stringify({ text }));
    const run = await engine.run(`
id: big
tasks:
  - { id: got, action: http, with: { url: "$world/big" } }
  - { id: inline, action: http, inline: true, with: { url: "$world/big" } }
  - { id: passed, action: transform, with: "\${{ tasks.got.output.body }}" }
  - { id: broken, action: shell, with: { command: "printf %0200000d 1 >&2; exit 1" }, retry: { max_attempts: 1 }, on_error: continue }
  - { id: all, kind: parallel, tasks: [{ id: a, action: transform, with: "\${{ tasks.passed.output }}" }] }
outputs: "\${{ tasks.all.output }}"
`);
    const [history] = await engine.histories(run.runId);
    const sizes = (history?.events ?? []).map(
      (event) => protos.temporal.api.history.v1.HistoryEvent.encode(event).finish().length,
    );
    expect(run.output).toEqual({ a: { text } });
    expect(sizes.filter((bytes) => bytes > 4_096)).toEqual([]);
  });

  test('says how attempts of ours go out: tried for ever, missed after five seconds', async () => {
    const { runId } = await engine.run(`
{ id: options, tasks: [{ id: a, action: http, retry: { max_attempts: 1 }, deadline: 1h, timeout: 90s, with: { url: "$world/options" } }] }
`);
    const [history] = await engine.histories(runId);
    const scheduled = history?.events.find((event) => event.activityTaskScheduledEventAttributes);
    const attributes = scheduled?.activityTaskScheduledEventAttributes;
    expect(
      attributes && {
        attempts: attributes.retryPolicy?.maximumAttempts,
        heartbeat: Number(attributes.heartbeatTimeout?.seconds),
        canWriteItsResult: Number(attributes.startToCloseTimeout?.seconds) > 90,
        isEndedByDeadline: Number(attributes.scheduleToCloseTimeout?.seconds) <= 3_615,
      },
    ).toEqual({ attempts: 0, heartbeat: 5, canWriteItsResult: true, isEndedByDeadline: true });
  });
});
