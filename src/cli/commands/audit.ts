import type { Command } from 'commander';
import type { AuditEntry } from '../../client/list-audit.js';
import type { AuditReport } from '../../client/verify-audit.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject } from '../../domain/json.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withSession } from '../with-session.js';

/** Of `audit verify` for a trail that is broken. */
const BROKEN_EXIT_CODE = 1;

export function addAuditCommand(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .description('list who did and decided what in a run, from the trail that nobody can change')
    .argument('[run]', 'the id of the run')
    .option('--json', 'print a list to stdout')
    .action(async (runId: string | undefined, _: unknown, command: Command) => {
      if (runId === undefined) throw noRun();
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withSession({ cli, options, wish: 'look' }, async ({ client }) => {
        const entries = await client.listAudit({ runId });
        if (options.json) printJson(cli, entries);
        else cli.io.out(formatTable(['#', 'AT', 'TASK', 'WHAT', 'BY', 'KNOWN BY', 'WHY'], entries.map(toRow)));
      });
    });
  addVerify(audit, cli);
}

function addVerify(audit: Command, cli: Cli): void {
  audit
    .command('verify')
    .description('compute the trail again, of one run or of all; exit code 1 when it was tampered with')
    .argument('[run]', 'the id of the run (default: all of the workspace)')
    .option('--json', 'print { isWhole, runs, entries, broken, head } to stdout')
    .action(async (runId: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withSession({ cli, options, wish: 'look' }, async ({ client }) => {
        const report = await client.verifyAudit(runId);
        if (options.json) printJson(cli, report);
        else for (const line of toLines(report)) cli.io.note(line);
        if (!report.isWhole) cli.setExitCode(BROKEN_EXIT_CODE);
      });
    });
}

function toRow({ number, at, path, type, actor, how, after, reason }: AuditEntry): string[] {
  const to = isJsonObject(after) ? after['to'] : undefined;
  const what = typeof to === 'string' ? `${type} to ${to}` : type;
  return [String(number), at, path, what, actor, how ?? '', reason ?? ''];
}

function toLines({ isWhole, runs, entries, broken, head }: AuditReport): string[] {
  const all = `${count(entries, 'entry', 'entries')} of ${count(runs, 'run', 'runs')}`;
  if (!isWhole) return broken.map(({ runId, problem }) => `${runId}: ${problem}`);
  return [
    `The trail is whole: ${all}.`,
    ...(head === null ? [] : [`Its last entry is ${head.number}, with the hash ${head.hash}.`]),
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function noRun(): TaskwrightError {
  return new TaskwrightError('invalid_input', 'Which run?', {
    hint: 'Write "taskwright audit RUN", or "taskwright audit verify" for all runs.',
  });
}
