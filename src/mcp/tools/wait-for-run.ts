import { z } from 'zod';
import { defineTool } from '../define-tool.js';
import { MAX_WAIT_SECONDS, readRunFields, waitForRun } from '../run-view.js';

const DEFAULT_WAIT_SECONDS = 30;

export const waitForRunTool = defineTool({
  name: 'wait_for_run',
  title: 'Wait for a run',
  description:
    'Wait until a run has ended, or the time is over; answers how it stands then. Look at waiting_for before waiting again.',
  input: z.strictObject({
    run_id: z.string(),
    wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).default(DEFAULT_WAIT_SECONDS),
  }),
  toolset: 'runs',
  isDefault: true,
  isReadOnly: true,
  asTask: (given) => ({ ...given, wait_seconds: 0 }),
  async handler(context, request) {
    await waitForRun(context, request.run_id, request.wait_seconds);
    return readRunFields(context, request.run_id);
  },
});
