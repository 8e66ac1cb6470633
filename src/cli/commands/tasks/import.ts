import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../../cli.js';
import { withServers } from '../../with-session.js';

interface ImportOptions {
  readonly schema: string;
  readonly dryRun?: boolean;
}

const INCOMPLETE_EXIT_CODE = 1;

/** Trees of the model that came before generic tasks. */
export function addImportCommand(group: Command, cli: Cli): void {
  group
    .command('import <database>')
    .description('make trees of the old tables "task_breakdowns" and "subtasks" of a Postgres database (postgres://…)')
    .option('--schema <name>', 'where the old tables are', 'public')
    .option('--dry-run', 'only say what would be made')
    .option('--json', 'print the report to stdout')
    .action(async (databaseUrl: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption & ImportOptions>();
      const { schema, dryRun: isDryRun = false } = options;
      const { importDualModel } = await import('../../../tasks/import/import-dual-model.js');
      const report = await withServers({ cli, options, wish: 'join' }, ({ tasks }) =>
        importDualModel(tasks, { databaseUrl, schema, isDryRun }),
      );
      if (options.json) printJson(cli, report);
      else {
        const { breakdowns, subtasks, created, existing, statuses_set: statuses, problems } = report;
        cli.io.note(`Found ${breakdowns} breakdowns with ${subtasks} subtasks.`);
        cli.io.note(`${isDryRun ? 'Would make' : 'Made'} ${created} tasks; ${existing} were there already.`);
        if (!isDryRun) cli.io.note(`Gave ${statuses} tasks the status they had.`);
        for (const { task_id: taskId, problem } of problems) cli.io.note(`${taskId}: ${problem}`);
      }
      if (report.problems.length > 0) cli.setExitCode(INCOMPLETE_EXIT_CODE);
    });
}
