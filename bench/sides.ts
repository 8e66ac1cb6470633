import type { WorkflowHandle } from '@temporalio/client';
import type { Definition } from '../src/domain/definition.js';
import type { JsonValue } from '../src/domain/json.js';
import type { BenchEnvironment } from './bench-environment.js';

/** One way to do the work that is measured. */
export interface Side {
  readonly name: string;
  /** Answers when the server has taken the run. */
  start(): Promise<WorkflowHandle>;
}

let runNumber = 0;

export function handWritten(
  { temporal, handWrittenQueue }: BenchEnvironment,
  name: string,
  workflow: { readonly type: string; readonly args: readonly unknown[] },
): Side {
  return {
    name,
    start: () =>
      temporal.workflow.start(workflow.type, {
        workflowId: `${workflow.type}-${(runNumber += 1)}`,
        taskQueue: handWrittenQueue,
        args: [...workflow.args],
        requestEagerStart: true,
      }),
  };
}

export function asDefinition(
  { temporal, taskwright }: BenchEnvironment,
  name: string,
  run: { readonly definition: Definition; readonly input?: JsonValue },
): Side {
  return {
    name,
    async start() {
      const { definition, input = {} } = run;
      const { runId } = await taskwright.start({ definition, input, startedBy: 'bench' });
      return temporal.workflow.getHandle(runId);
    },
  };
}
