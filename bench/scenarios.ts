import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { BenchEnvironment } from './bench-environment.js';
import {
  chainDefinition,
  collectionDefinition,
  parallelDefinition,
  signalDefinition,
  transformChainDefinition,
} from './definitions.js';
import { measureLatency, measureThroughput, toMedian } from './measure.js';
import { asDefinition, handWritten, type Side } from './sides.js';

/** One figure, measured on the hand-written side and on each of Taskwright's. */
export interface Scenario {
  readonly name: string;
  readonly unit: 'runs/s' | 'steps/s' | 'ms';
  readonly handWritten: Side;
  readonly taskwright: readonly { readonly side: Side; readonly target: number | null }[];
  measure(side: Side): Promise<number>;
}

const CHAIN = 10;
const FAN = 100;

export function createScenarios(environment: BenchEnvironment): readonly Scenario[] {
  const input = { base: environment.baseUrl };
  const chain = {
    handWritten: handWritten(environment, 'activities', { type: 'chain', args: [{ ...input, length: CHAIN }] }),
    http: asDefinition(environment, 'http', { definition: chainDefinition(CHAIN, { isInline: false }), input }),
    inline: asDefinition(environment, 'http inline', { definition: chainDefinition(CHAIN, { isInline: true }), input }),
    transform: asDefinition(environment, 'transform', { definition: transformChainDefinition(CHAIN), input }),
  };
  const fan = {
    handWritten: handWritten(environment, 'activities', { type: 'fan', args: [{ ...input, width: FAN }] }),
    parallel: asDefinition(environment, 'parallel', {
      definition: parallelDefinition(FAN, { isInline: false }),
      input,
    }),
    collection: asDefinition(environment, 'collection', {
      definition: collectionDefinition(FAN, { isInline: false }),
      input,
    }),
    inlineParallel: asDefinition(environment, 'parallel inline', {
      definition: parallelDefinition(FAN, { isInline: true }),
      input,
    }),
    inlineCollection: asDefinition(environment, 'collection inline', {
      definition: collectionDefinition(FAN, { isInline: true }),
      input,
    }),
  };
  return [
    {
      name: `chain of ${CHAIN}, 50 in flight`,
      unit: 'runs/s',
      handWritten: chain.handWritten,
      taskwright: [
        { side: chain.http, target: 0.9 },
        { side: chain.inline, target: 1.7 },
        { side: chain.transform, target: 1.7 },
      ],
      measure: (side) => measureThroughput(side, { inFlight: 50, total: 100 }),
    },
    {
      name: `chain of ${CHAIN}, alone`,
      unit: 'ms',
      handWritten: chain.handWritten,
      taskwright: [
        { side: chain.http, target: null },
        { side: chain.inline, target: null },
        { side: chain.transform, target: null },
      ],
      measure: (side) => measureLatency(side, 7),
    },
    {
      name: `fan of ${FAN}, 5 in flight`,
      unit: 'steps/s',
      handWritten: fan.handWritten,
      taskwright: [
        { side: fan.parallel, target: 0.85 },
        { side: fan.collection, target: 0.85 },
        { side: fan.inlineParallel, target: 2 },
        { side: fan.inlineCollection, target: 2 },
      ],
      measure: async (side) => FAN * (await measureThroughput(side, { inFlight: 5, total: 15 })),
    },
    {
      name: `fan of ${FAN}, alone`,
      unit: 'ms',
      handWritten: fan.handWritten,
      taskwright: [
        { side: fan.parallel, target: null },
        { side: fan.collection, target: null },
        { side: fan.inlineParallel, target: null },
        { side: fan.inlineCollection, target: null },
      ],
      measure: (side) => measureLatency(side, 3),
    },
    createSignalScenario(environment),
  ];
}

/** From the call of the client to the result; the run has begun to wait before. */
function createSignalScenario(environment: BenchEnvironment): Scenario {
  const payload = { approved: true };
  const plain = handWritten(environment, 'condition', { type: 'waitForSignal', args: [] });
  const wait = asDefinition(environment, 'wait', { definition: signalDefinition() });
  const overHttp = asDefinition(environment, 'wait, by gateway', { definition: signalDefinition() });
  const send = async (side: Side, handle: WorkflowHandle): Promise<void> => {
    const runId = handle.workflowId;
    if (side === plain) await handle.signal('go', payload);
    else if (side === wait) await environment.taskwright.signal({ runId, name: 'go', payload, from: 'bench' });
    else await environment.gateway.post(`/v1/runs/${runId}/signals/go`, payload);
  };
  return {
    name: 'signal to result, alone',
    unit: 'ms',
    handWritten: plain,
    taskwright: [
      { side: wait, target: 1.4 },
      { side: overHttp, target: 2 },
    ],
    async measure(side) {
      const times: number[] = [];
      for (let run = 0; run < 15; run += 1) {
        const handle = await side.start();
        await untilFirstTaskIsDone(handle);
        const startedAt = performance.now();
        await send(side, handle);
        await handle.result();
        times.push(performance.now() - startedAt);
      }
      return toMedian(times);
    },
  };
}

const EVENTS_OF_THE_FIRST_TASK = 4;

async function untilFirstTaskIsDone(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const { historyLength } = await handle.describe();
    if (historyLength >= EVENTS_OF_THE_FIRST_TASK) return;
    await delay(5);
  }
}
