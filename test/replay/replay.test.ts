import { hostname } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { listRecordings, readRecording, readRecordingText, type RecordedRun } from '../support/engine/recorded-runs.js';
import { replay } from '../support/engine/replay.js';
import { ELSEWHERE_SCENARIOS } from '../support/engine/scenarios/elsewhere.js';
import { SCENARIOS } from '../support/engine/scenarios/play.js';
import { bundleOnce } from '../support/engine/workflow-bundle.js';

type Event = NonNullable<RecordedRun['history']['events']>[number];

/** `npm run histories` records those that are missing. */
const RECORDINGS = listRecordings();

beforeAll(async () => {
  await bundleOnce();
}, 120_000);

/** The recorded runs, with one event of each kind changed. */
function withChanged(runs: readonly RecordedRun[], change: (event: Event) => Event | null): RecordedRun[] {
  return runs.flatMap(({ workflowId, history }) => {
    const events = history.events ?? [];
    const index = events.findIndex((event) => change(event) !== null);
    const changed = events[index] && change(events[index]);
    return changed ? [{ workflowId, history: { ...history, events: events.with(index, changed) } }] : [];
  });
}

/** Both stand in the history because one workflow task has asked for something: an activity, and a child workflow. */
function isAskedForTogether(first: Event, second: Event | undefined): boolean {
  const hasActivity = [first, second].some((event) => event?.activityTaskScheduledEventAttributes);
  const hasChild = [first, second].some((event) => event?.startChildWorkflowExecutionInitiatedEventAttributes);
  return hasActivity && hasChild;
}

describe('running workflows outlive a change of the code', () => {
  test('of every scenario there are histories', () => {
    const names = [...SCENARIOS, ...ELSEWHERE_SCENARIOS].map(({ name }) => name.replaceAll(' ', '-'));
    expect(RECORDINGS).toEqual(expect.arrayContaining(names));
  });

  test.each(RECORDINGS)('%s can be replayed', async (name) => {
    const runs = readRecording(name);
    expect(runs.length).toBeGreaterThan(1);
    expect(await replay(runs)).toEqual([]);
  });
});

describe('a history does not fit', () => {
  test('when another activity was asked for', async () => {
    const runs = withChanged(readRecording('basic'), (event) => {
      const attributes = event.activityTaskScheduledEventAttributes;
      return attributes
        ? { ...event, activityTaskScheduledEventAttributes: { ...attributes, activityType: { name: 'other' } } }
        : null;
    });
    expect(runs.length).toBeGreaterThan(1);
    expect(await replay(runs)).toHaveLength(runs.length);
  });

  test('when what was asked for came in another order', async () => {
    const runs = readRecording('cancelled').flatMap(({ workflowId, history }) => {
      const events = history.events ?? [];
      const index = events.findIndex((event, at) => isAskedForTogether(event, events[at + 1]));
      const [first, second] = [events[index], events[index + 1]];
      if (!first || !second) return [];
      const swapped = [
        { ...second, eventId: first.eventId ?? null },
        { ...first, eventId: second.eventId ?? null },
      ];
      return [{ workflowId, history: { ...history, events: events.toSpliced(index, 2, ...swapped) } }];
    });
    expect(runs.length).toBeGreaterThan(0);
    expect(await replay(runs)).toHaveLength(runs.length);
  });
});

test('recorded histories say nothing of the machine that recorded them', () => {
  for (const name of RECORDINGS) {
    const text = readRecordingText(name);
    const payloads = [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data = '']) => Buffer.from(data, 'base64'));
    const whole = [text, ...payloads.map((payload) => payload.toString())].join('\n');
    expect([name, /"identity"|"stackTrace"|"\d+@|node_modules|file:\/\//.exec(whole)?.[0]]).toEqual([name, undefined]);
    expect([name, whole.includes(hostname())]).toEqual([name, false]);
  }
});
