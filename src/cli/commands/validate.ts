import type { Command } from 'commander';
import { printJson, type Cli, type JsonOption } from '../cli.js';
import { USAGE_EXIT_CODE } from '../exit-code.js';
import { formatProblems } from '../render/failure.js';
import { collect } from '../worker-flags.js';

interface ValidateOptions extends JsonOption {
  readonly actions?: readonly string[];
}

export function addValidateCommand(program: Command, cli: Cli): void {
  program
    .command('validate')
    .description('check definitions without running them')
    .argument('<files...>', 'YAML, JSON, TypeScript or JavaScript')
    .option('--actions <file>', 'a module that exports your own actions (repeatable)', collect)
    .option('--json', 'print { valid, problems } to stdout; a list of them for several files')
    .action(async (files: string[], options: ValidateOptions) => {
      const { readDefinition } = await import('../inputs/load-definition.js');
      const actions = options.actions
        ? await (await import('../inputs/load-actions.js')).loadActions(options.actions, cli.io.cwd)
        : [];
      const results = [];
      for (const file of files) {
        const { problems } = await readDefinition(file, { cwd: cli.io.cwd, actions, hasAllActions: false });
        results.push({ file, valid: problems.length === 0, problems });
      }
      if (options.json) printJson(cli, files.length > 1 ? results : results.map(({ file: _, ...result }) => result)[0]);
      for (const { file, valid, problems } of options.json ? [] : results) {
        cli.io.note(valid ? `${file}: valid` : formatProblems(problems));
      }
      if (results.some(({ valid }) => !valid)) cli.setExitCode(USAGE_EXIT_CODE);
    });
}
