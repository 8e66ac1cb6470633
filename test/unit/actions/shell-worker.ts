import { createShellAction } from '../../../src/actions/shell.js';
import { actionContext } from './action-context.js';

/** A process that runs one command, for tests in which it is killed meanwhile. */
const [, , command = 'true'] = process.argv;
await createShellAction({ isAllowed: true }).run({ command }, actionContext());
