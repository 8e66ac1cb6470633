import type { Command } from 'commander';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { withSession } from '../with-session.js';

export function addPushCommand(program: Command, cli: Cli): void {
  program
    .command('push')
    .description('keep definitions under their ids and versions, so that they can be run by id')
    .argument('<files...>', 'YAML, JSON, TypeScript or JavaScript')
    .option('--json', 'print a list to stdout')
    .action(async (files: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const { loadDefinitions } = await import('../inputs/load-definition.js');
      // All of them are checked before one is kept.
      const definitions = await loadDefinitions(files, { cwd: cli.io.cwd, actions: [], hasAllActions: false });
      await withSession({ cli, options, wish: 'start' }, async ({ client }) => {
        const pushed = [];
        for (const definition of definitions) {
          const one = await client.push(definition);
          pushed.push(one);
          cli.io.note(`${one.id} ${one.version} ${one.isNew ? 'is kept' : 'was kept already'}.`);
        }
        if (options.json) printJson(cli, pushed);
      });
    });
}
