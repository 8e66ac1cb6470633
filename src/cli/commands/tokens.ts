import { InvalidArgumentError, type Command } from 'commander';
import type { TokenView } from '../../access/tokens.js';
import { SCOPES, type Scope } from '../../access/scopes.js';
import { parseDuration } from '../../domain/duration.js';
import { printJson, type Cli, type GlobalOptions, type JsonOption } from '../cli.js';
import { formatTable } from '../render/table.js';
import { withServers } from '../with-session.js';
import { collect } from '../worker-flags.js';

interface CreateOptions extends GlobalOptions, JsonOption {
  readonly role?: readonly string[];
  readonly scope?: readonly Scope[];
  readonly expires?: string;
}

/** What an ordinary user of the gateway does. */
const USUAL_SCOPES: readonly Scope[] = ['read', 'run', 'work', 'signal', 'decide'];

export function addTokensCommand(program: Command, cli: Cli): void {
  const tokens = program.command('tokens').description('say who may come in by HTTP and MCP, and what they may do');
  // The option is the program's, which keeps one value; a token may have several.
  const workspaces: string[] = [];
  program.on('option:workspace', (name: string) => workspaces.push(name));
  addCreate(tokens, cli, workspaces);
  addList(tokens, cli);
  addRevoke(tokens, cli);
}

function addCreate(tokens: Command, cli: Cli, workspaces: readonly string[]): void {
  tokens
    .command('create')
    .description(
      'make a token; it is printed this once, and only its hash is kept. It sees what --workspace names (repeatable), else all',
    )
    .argument('<name>', 'whose it is; decisions are recorded under it')
    .option('--role <role>', 'a role for approvals (repeatable)', collect)
    .option('--scope <scope>', `${SCOPES.join(', ')} (repeatable; default: all but admin)`, collectScopes)
    .option('--expires <duration>', 'after which it is of no use, such as 30d (default: never)')
    .option('--json', 'print { token, … } to stdout')
    .action(async (name: string, _: unknown, command: Command) => {
      const { role = [], scope = USUAL_SCOPES, expires, json, dataDir } = command.optsWithGlobals<CreateOptions>();
      const options: GlobalOptions = dataDir === undefined ? {} : { dataDir };
      const expiresInMs = expires === undefined ? undefined : parseDuration(expires);
      await withServers({ cli, options, wish: 'start' }, async (session) => {
        const given = {
          name,
          roles: role,
          scopes: scope,
          workspaces: workspaces.length === 0 ? null : [...workspaces],
          expiresInMs,
        };
        const { token, view } = await session.tokens.create(given);
        if (json) printJson(cli, { token, ...view });
        else {
          cli.io.note(`The token of ${name}, shown this once:`);
          cli.io.out(token);
        }
      });
    });
}

function addList(tokens: Command, cli: Cli): void {
  tokens
    .command('list')
    .description('list the tokens that were made')
    .option('--json', 'print a list to stdout')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      const whenNothingStored = (): readonly TokenView[] => [];
      const listed = await withServers({ cli, options, wish: 'look', whenNothingStored }, (session) =>
        session.tokens.list(),
      );
      if (options.json) printJson(cli, listed);
      else if (listed.length === 0) cli.io.note('No token was made.');
      else cli.io.out(toTable(listed));
    });
}

function addRevoke(tokens: Command, cli: Cli): void {
  tokens
    .command('revoke')
    .description('take a token away, for good')
    .argument('<token>', 'its id, or its name')
    .option('--json', 'print the token to stdout')
    .action(async (idOrName: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & JsonOption>();
      await withServers({ cli, options, wish: 'look' }, async (session) => {
        const view = await session.tokens.revoke(idOrName);
        if (options.json) printJson(cli, view);
        else cli.io.note(`The token ${view.id} of ${view.name} is revoked.`);
      });
    });
}

function toTable(listed: readonly TokenView[]): string {
  const now = Date.now();
  const rows = listed.map((token) => [
    token.id,
    token.name,
    token.roles.join(',') || '-',
    token.scopes.join(','),
    token.workspaces?.join(',') ?? 'all',
    describeState(token, now),
  ]);
  return formatTable(['ID', 'NAME', 'ROLES', 'SCOPES', 'WORKSPACES', 'STATE'], rows);
}

function describeState({ revokedAt, expiresAt, lastUsedAt }: TokenView, now: number): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return `expired ${expiresAt}`;
  return lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`;
}

function collectScopes(text: string, before: readonly Scope[] = []): readonly Scope[] {
  const scope = SCOPES.find((known) => known === text);
  if (scope === undefined) throw new InvalidArgumentError(`It is one of ${SCOPES.join(', ')}.`);
  return [...before, scope];
}
