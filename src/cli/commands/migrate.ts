import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';

export function addMigrateCommand(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description("bring the database's schema up to this version's (up, run and worker do so as well)")
    .option('--json', 'print { applied } to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const { readCommandConfig } = await import('../session/command-config.js');
      const { leaseServers } = await import('../session/lease-servers.js');
      const { migrate } = await import('../../store/postgres/migrate.js');
      const servers = await leaseServers({ ...readCommandConfig(cli, options), io: cli.io, wish: 'start' });
      try {
        const { applied } = await migrate(servers.databaseUrl);
        if (options.json) printJson(cli, { applied });
        else cli.io.note(applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}.`);
      } finally {
        await servers.release();
      }
    });
}
