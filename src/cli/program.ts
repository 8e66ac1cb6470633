import { Command } from 'commander';
import type { AddCommand, Cli } from './cli.js';
import { addAuditCommand } from './commands/audit.js';
import { addCancelCommand } from './commands/cancel.js';
import { addCompleteCommand } from './commands/complete.js';
import { addControlCommands } from './commands/control.js';
import { addDecisionCommands } from './commands/decide.js';
import { addDefinitionsCommand } from './commands/definitions.js';
import { addDownCommand } from './commands/down.js';
import { addEventsCommand } from './commands/events.js';
import { addInboxCommand } from './commands/inbox.js';
import { addMcpCommand } from './commands/mcp.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addNotificationsCommand } from './commands/notifications.js';
import { addPushCommand } from './commands/push.js';
import { addRunCommand } from './commands/run.js';
import { addRunsCommand } from './commands/runs.js';
import { addServeCommand } from './commands/serve.js';
import { addShowCommand } from './commands/show.js';
import { addSignalCommand } from './commands/signal.js';
import { addStatusCommand } from './commands/status.js';
import { addTasksCommand } from './commands/tasks/tasks.js';
import { addTemplatesCommand } from './commands/tasks/templates.js';
import { addTerminateCommand } from './commands/terminate.js';
import { addTokensCommand } from './commands/tokens.js';
import { addUpCommand } from './commands/up.js';
import { addValidateCommand } from './commands/validate.js';
import { addWatchCommand } from './commands/watch.js';
import { addWorkerCommand } from './commands/worker.js';
import { readVersion } from './read-version.js';

/** In the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addUpCommand,
  addDownCommand,
  addStatusCommand,
  addRunCommand,
  addValidateCommand,
  addPushCommand,
  addDefinitionsCommand,
  addRunsCommand,
  addShowCommand,
  addEventsCommand,
  addAuditCommand,
  addWatchCommand,
  addSignalCommand,
  addDecisionCommands,
  addCompleteCommand,
  addCancelCommand,
  addControlCommands,
  addTerminateCommand,
  addTasksCommand,
  addTemplatesCommand,
  addTokensCommand,
  addInboxCommand,
  addNotificationsCommand,
  addServeCommand,
  addWorkerCommand,
  addMcpCommand,
  addMigrateCommand,
];

/**
 * The command line. Declares only: what a command needs is imported when it runs, so that help and `validate` are there
 * at once.
 */
export function createProgram(cli: Cli): Command {
  const program = new Command('taskwright')
    .description(
      'Durable workflows on Temporal: tasks, approvals and signals that survive crashes and weeks of waiting.',
    )
    .version(readVersion(), '--version')
    .option(
      '--data-dir <folder>',
      'where the embedded servers keep their data (default: the nearest .taskwright above, else here)',
    )
    .option('--workspace <name>', 'the workspace to work in (default: TASKWRIGHT_WORKSPACE, else "default")')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => cli.io.out(text.trimEnd()),
      writeErr: (text) => cli.io.note(text.trimEnd()),
      // Reported once, with everything else that goes wrong.
      outputError: () => undefined,
    })
    .exitOverride();
  for (const add of COMMANDS) add(program, cli);
  return program;
}
