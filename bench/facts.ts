import { Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { BenchEnvironment } from './bench-environment.js';
import { chainDefinition, controlDefinition, parallelDefinition } from './definitions.js';
import { toMedian } from './measure.js';
import { asDefinition, handWritten, type Side } from './sides.js';

/** A figure that does not depend on what else the computer does, or hardly. */
export interface Fact {
  readonly name: string;
  readonly unit: string;
  readonly handWritten: number | null;
  readonly taskwright: number;
  /** Of Taskwright's figure, at most. */
  readonly target: number | null;
}

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

interface Recorded {
  readonly workflowId: string;
  readonly history: History;
  readonly events: number;
  readonly bytes: number;
}

const REPLAYED_EVENTS = 1_000;
const REPLAYS = 6;

export async function gatherFacts(environment: BenchEnvironment): Promise<readonly Fact[]> {
  const input = { base: environment.baseUrl };
  const handChain = (length: number) =>
    record(handWritten(environment, 'chain', { type: 'chain', args: [{ ...input, length }] }));
  const chain = (length: number, isInline = false) =>
    record(asDefinition(environment, 'chain', { definition: chainDefinition(length, { isInline }), input }));
  const perTask = (short: Recorded, long: Recorded, figure: 'events' | 'bytes') => (long[figure] - short[figure]) / 10;

  const handWrittenChains = [await handChain(10), await handChain(20)] as const;
  const chains = [await chain(10), await chain(20)] as const;
  const inlineChains = [await chain(10, true), await chain(20, true)] as const;
  const handWrittenFan = await record(
    handWritten(environment, 'fan', { type: 'fan', args: [{ ...input, width: 100 }] }),
  );
  const fan = await record(
    asDefinition(environment, 'fan', { definition: parallelDefinition(100, { isInline: false }), input }),
  );
  const control = await record(asDefinition(environment, 'control', { definition: controlDefinition() }));
  // A task in a row has six events.
  const longLength = Math.floor(REPLAYED_EVENTS / 6);

  return [
    {
      name: 'history events a task, in a row',
      unit: '',
      handWritten: perTask(...handWrittenChains, 'events'),
      taskwright: perTask(...chains, 'events'),
      target: 6,
    },
    {
      name: 'history events a task, in a row, inline',
      unit: '',
      handWritten: null,
      taskwright: perTask(...inlineChains, 'events'),
      target: null,
    },
    {
      name: 'history events a task, in a fan of 100',
      unit: '',
      handWritten: handWrittenFan.events / 100,
      taskwright: fan.events / 100,
      target: null,
    },
    {
      name: 'history bytes a task, in a row',
      unit: 'B',
      handWritten: perTask(...handWrittenChains, 'bytes'),
      taskwright: perTask(...chains, 'bytes'),
      target: null,
    },
    {
      name: 'history bytes a task, in a row, inline',
      unit: 'B',
      handWritten: null,
      taskwright: perTask(...inlineChains, 'bytes'),
      target: null,
    },
    {
      name: 'history bytes a task, in a fan of 100',
      unit: 'B',
      handWritten: handWrittenFan.bytes / 100,
      taskwright: fan.bytes / 100,
      target: null,
    },
    {
      name: 'workflow tasks of a run that only computes',
      unit: '',
      handWritten: null,
      taskwright: countWorkflowTasks(control.history),
      target: 1,
    },
    {
      name: 'workflow bundle',
      unit: 'KB',
      handWritten: environment.bundles.handWritten.length / 1_000,
      taskwright: environment.bundles.taskwright.length / 1_000,
      target: null,
    },
    {
      name: 'replay of 1,000 events',
      unit: 'ms',
      handWritten: await measureReplay(environment.bundles.handWritten, await handChain(longLength)),
      taskwright: await measureReplay(environment.bundles.taskwright, await chain(longLength)),
      target: null,
    },
  ];
}

async function record(side: Side): Promise<Recorded> {
  const handle = await side.start();
  await handle.result();
  const [history, { raw, historyLength }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
  return { workflowId: handle.workflowId, history, events: historyLength, bytes };
}

function countWorkflowTasks({ events }: History): number {
  return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes).length;
}

/** Scaled to 1,000 events. The first replay warms up, and starts the worker. */
async function measureReplay(code: string, { workflowId, history, events }: Recorded): Promise<number> {
  const copies = Array.from({ length: REPLAYS }, (_, copy) => ({ workflowId: `${workflowId}-${copy}`, history }));
  const times: number[] = [];
  let lastAt = performance.now();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code } }, toAsync(copies))) {
    if (error) throw error;
    times.push(performance.now() - lastAt);
    lastAt = performance.now();
  }
  return (toMedian(times.slice(1)) * REPLAYED_EVENTS) / events;
}

async function* toAsync<Item>(items: readonly Item[]): AsyncGenerator<Item, void> {
  yield* items;
}
