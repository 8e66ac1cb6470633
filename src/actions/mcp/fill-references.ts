import { TaskwrightError } from '../../domain/errors.js';
import { PASSED_NAMES } from '../shell.js';
import type { Secrets } from '../secret-source.js';
import type { McpServerConfig } from './mcp-servers.js';

export interface FilledServer {
  readonly config: McpServerConfig;
  /** What came from the environment and may be a credential. */
  readonly credentials: readonly string[];
}

const REFERENCE =
  /\$\$|\$\{\{\s*secrets\.(?<secret>[A-Za-z0-9_-]{1,100})\s*\}\}|\$\{(?:env:)?(?<braced>[A-Za-z_]\w*)\}|\$(?<bare>[A-Za-z_]\w*)/g;

/** What commands of `shell` see anyway. */
const OPEN_NAMES: ReadonlySet<string> = new Set(PASSED_NAMES);

/** A server as it is reached now. Throws invalid_input for a secret or a variable that the worker does not have. */
export function fillReferences(
  { name, config }: { readonly name: string; readonly config: McpServerConfig },
  { secrets, env }: { readonly secrets: Secrets; readonly env: Readonly<Record<string, string | undefined>> },
): FilledServer {
  const credentials = new Set<string>();
  const fill = (text: string, mayBeCredential: boolean): string =>
    text.replace(REFERENCE, (reference: string, secret?: string, braced?: string, bare?: string) => {
      if (reference === '$$') return '$';
      if (secret !== undefined) return secrets.get(secret);
      const variable = braced ?? bare ?? '';
      const value = env[variable];
      if (value === undefined) throw missing(name, variable);
      if (mayBeCredential && !OPEN_NAMES.has(variable)) credentials.add(value);
      return value;
    });
  const fillEach = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, fill(text, true)]));
  const filled: McpServerConfig =
    'url' in config
      ? { url: fill(config.url, false), headers: fillEach(config.headers) }
      : {
          command: fill(config.command, false),
          args: config.args.map((argument) => fill(argument, false)),
          env: fillEach(config.env),
          cwd: config.cwd === undefined ? undefined : fill(config.cwd, false),
        };
  return { config: filled, credentials: [...credentials] };
}

function missing(server: string, variable: string): TaskwrightError {
  return new TaskwrightError(
    'invalid_input',
    `The MCP server "${server}" needs the environment variable ${variable}, which the worker does not have.`,
    { hint: 'Set it for the worker, or refer to a secret: ${{ secrets.NAME }}.', isRetryable: false },
  );
}
