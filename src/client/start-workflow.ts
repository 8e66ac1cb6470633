import { isTreeRun } from '../domain/tree-run.js';
import type { RunRecord } from '../store/store.js';
import type { RunInput } from '../workflows/protocol.js';
import type { ClientContext } from './client-context.js';
import type { NewWorkflow } from './temporal-runs.js';
import { toTreeWorkflow } from './tree-workflow.js';

/** What the Web UI shows of an input, in characters. */
const PREVIEW_LENGTH = 500;

type StartContext = Pick<ClientContext, 'store' | 'runs' | 'timeScale' | 'historyLimit' | 'mask'>;
type StartedRow = Pick<
  RunRecord,
  'runKey' | 'runId' | 'definitionId' | 'version' | 'definitionHash' | 'input' | 'startedBy'
>;

/** What Temporal is told of a run. */
export function toNewWorkflow(
  { timeScale, historyLimit, mask }: Pick<ClientContext, 'timeScale' | 'historyLimit' | 'mask'>,
  run: StartedRow,
  title = run.definitionId,
): NewWorkflow & { readonly input: RunInput } {
  const input = mask(JSON.stringify(run.input, null, 2));
  return {
    runKey: run.runKey,
    type: run.definitionId,
    input: { definitionHash: run.definitionHash, timeScale, historyLimit, generation: 1 },
    summary: `${title} ${run.version}`,
    details: [
      `**${run.definitionId}** ${run.version}, run \`${run.runId}\`, started by ${run.startedBy}`,
      `\`\`\`json\n${input.length > PREVIEW_LENGTH ? `${input.slice(0, PREVIEW_LENGTH)} …` : input}\n\`\`\``,
    ].join('\n\n'),
  };
}

/**
 * Starts the workflow of a run that stands in the store, and keeps its id. Safe to repeat: the workflow id is taken
 * for ever by the first one. Answers the id of the first execution, null when it had been started before.
 */
export async function startWorkflow(
  context: StartContext,
  run: StartedRow,
  title = run.definitionId,
): Promise<string | null> {
  const { store, runs, timeScale } = context;
  const { runKey, definitionId: type } = run;
  const workflow = isTreeRun(run)
    ? { ...toTreeWorkflow({ runKey, type, title, timeScale }), mayStartAgain: true }
    : toNewWorkflow(context, run, title);
  const { temporalRunId } = await runs.start(workflow);
  if (temporalRunId !== null) await store.runs.setTemporalRunId(run.runKey, temporalRunId);
  return temporalRunId;
}
