import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { pageFields, toPage } from '../page.js';
import { listEverythingWaiting, WAITING_KINDS } from '../waiting.js';

export const listWaitingTool = defineTool({
  name: 'list_waiting',
  title: 'List what waits',
  description: 'List what waits for a person or an agent: approvals, signals, work from outside.',
  input: z.strictObject({ run_id: z.string().optional(), kind: z.enum(WAITING_KINDS).optional(), ...pageFields }),
  toolset: 'runs',
  isDefault: true,
  isReadOnly: true,
  async handler(context, request) {
    const { run_id: runId, kind } = request;
    if (runId !== undefined) await context.client.snapshot(runId);
    const waiting = await listEverythingWaiting(context, runId);
    return toPage('waiting', kind === undefined ? waiting : waiting.filter((one) => one.kind === kind), request);
  },
});
