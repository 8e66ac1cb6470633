import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { jsonValue } from '../../tasks/inputs/scalars.js';
import { defineTool } from '../define-tool.js';

export const sendSignalTool = defineTool({
  name: 'send_signal',
  title: 'Send a signal',
  description:
    'Send a signal to a run (it keeps one that comes early), or by correlation to every wait with that key. list_waiting says what is waited for.',
  input: z.strictObject({
    name: z.string().min(1),
    run_id: z.string().optional(),
    task_path: z.string().optional(),
    correlation: z.string().optional(),
    payload: jsonValue.optional(),
  }),
  about: { task_path: 'Only to this wait of the run.', correlation: 'Instead of run_id.', payload: 'Any JSON.' },
  toolset: 'runs',
  isDefault: true,
  scope: 'signal',
  isReadOnly: false,
  isRepeatable: true,
  async handler({ client, tasks, requestToken: id }, request) {
    const { name, run_id: runId, task_path: task, correlation, payload = null } = request;
    const common = { name, payload, from: tasks.actor.name, id };
    const { reached, deliveryId } = await send();
    return { reached, delivery_id: deliveryId };

    function send() {
      if (runId !== undefined && correlation === undefined) return client.signal({ ...common, runId, task });
      if (runId === undefined && correlation !== undefined && task === undefined) {
        return client.signalByCorrelation({ ...common, correlation });
      }
      throw new TaskwrightError('invalid_input', 'A signal goes either to a run or to a correlation key.', {
        hint: 'Give run_id (and task_path, if only one wait is meant), or correlation.',
      });
    }
  },
});
