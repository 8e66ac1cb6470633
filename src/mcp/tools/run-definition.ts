import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { StartRun } from '../../client/start-run.js';
import { jsonObject } from '../../tasks/inputs/scalars.js';
import { defineTool } from '../define-tool.js';
import { definitionArgument, toDefinition } from '../definition-argument.js';
import { MAX_WAIT_SECONDS, readRunFields, waitForRun } from '../run-view.js';
import type { ToolContext } from '../tool.js';

export const runDefinitionTool = defineTool({
  name: 'run_definition',
  title: 'Start a run',
  description:
    'Start a run of a workflow definition, and optionally wait for it. The run goes on by itself, whatever becomes of this conversation.',
  input: z.strictObject({
    definition: definitionArgument,
    input: jsonObject.optional(),
    run_id: z.string().optional(),
    wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).optional(),
  }),
  about: {
    definition: 'The id of a kept definition, id@version, or a definition itself as YAML, JSON or an object.',
    run_id: 'Your own id; it is never used twice.',
  },
  toolset: 'runs',
  isDefault: true,
  scope: 'run',
  isReadOnly: false,
  isRepeatable: true,
  asTask: (given) => ({ ...given, wait_seconds: 0 }),
  handler: (context, request) =>
    startAndWait(context, {
      definition: toDefinition(request.definition),
      input: request.input,
      runId: request.run_id,
      waitSeconds: request.wait_seconds,
    }),
});

export interface StartAndWait {
  readonly definition: StartRun['definition'];
  readonly input?: JsonValue | undefined;
  readonly runId?: string | undefined;
  /** 0 unless said. */
  readonly waitSeconds?: number | undefined;
}

export async function startAndWait(context: ToolContext, start: StartAndWait): Promise<JsonObject> {
  const { client, tasks, requestToken } = context;
  const { definition, input, runId: askedId, waitSeconds = 0 } = start;
  const { runId } = await client.start({
    definition,
    input,
    runId: askedId,
    startedBy: tasks.actor.name,
    requestToken,
  });
  if (waitSeconds > 0) await waitForRun(context, runId, waitSeconds);
  return readRunFields(context, runId);
}
