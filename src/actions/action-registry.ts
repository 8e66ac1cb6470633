import type { ZodType } from 'zod';
import { TaskwrightError } from '../domain/errors.js';
import { assertId } from '../domain/assert-id.js';
import type { Action } from './action.js';
import { createHttpAction } from './http.js';
import { ENGINE_ACTION_INPUTS, isEngineActionName } from './inputs.js';
import { createMcpAction } from './mcp.js';
import type { McpServers } from './mcp/mcp-servers.js';
import { noopAction } from './noop.js';
import { createSecretSource, type SecretSource } from './secret-source.js';
import { createShellAction } from './shell.js';
import { transformAction } from './transform.js';

export interface ActionRegistry {
  /** The action of that name; undefined for unknown ones and for those that the engine performs itself. */
  get(name: string): Action | undefined;
  /** Every name that a task may write, sorted: the built-in ones, those of the engine, and the user's. */
  names(): readonly string[];
  /** What may stand in `with`; undefined for an unknown action. */
  inputOf(name: string): ZodType | undefined;
  /** Closes the connections that `http` and `mcp` keep, and ends the programs that `mcp` has started. */
  close(): Promise<void>;
}

export interface ActionRegistryOptions {
  /** The user's own actions. */
  readonly actions?: readonly Action[];
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts?: readonly string[];
  readonly isShellAllowed?: boolean;
  /** What `mcp` may call. */
  readonly mcpServers?: McpServers;
  /** What the configuration of these may refer to. */
  readonly secrets?: SecretSource;
}

/** Throws invalid_input for an action whose name is no id, is built in, or is given twice. */
export function createActionRegistry(options: ActionRegistryOptions = {}): ActionRegistry {
  const { allowHosts = [] } = options;
  const http = createHttpAction({ allowHosts });
  const mcp = createMcpAction({
    servers: options.mcpServers ?? new Map(),
    secrets: options.secrets ?? createSecretSource({ env: {} }),
    allowHosts,
  });
  const shell = createShellAction({ isAllowed: options.isShellAllowed ?? false });
  const builtIn: readonly Action[] = [noopAction, transformAction, http, shell, mcp];
  const actions = new Map(builtIn.map((action) => [action.name, action]));
  for (const action of options.actions ?? []) {
    refuseName(action.name, builtIn, actions);
    actions.set(action.name, action);
  }
  const names = [...actions.keys(), ...Object.keys(ENGINE_ACTION_INPUTS)].sort();
  return {
    get: (name) => actions.get(name),
    names: () => names,
    inputOf: (name) => (isEngineActionName(name) ? ENGINE_ACTION_INPUTS[name] : actions.get(name)?.input),
    async close() {
      await Promise.all([http.close(), mcp.close()]);
    },
  };
}

function refuseName(name: string, builtIn: readonly Action[], taken: ReadonlyMap<string, Action>): void {
  assertId(name, 'the name of an action');
  if (isEngineActionName(name) || builtIn.some((action) => action.name === name)) {
    throw new TaskwrightError('invalid_input', `The action "${name}" is built in and cannot be replaced.`, {
      hint: 'Give yours another name.',
    });
  }
  if (taken.has(name)) {
    throw new TaskwrightError('invalid_input', `Two actions have the name "${name}".`, { hint: 'Rename one of them.' });
  }
}
