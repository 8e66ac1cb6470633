import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';
import { createMasker, MIN_SECRET_LENGTH, type Masker } from './masker.js';

/** The secrets as they are at one moment. */
export interface Secrets {
  /** Throws invalid_input for a name that is not provided, or whose value could not be masked. */
  get(name: string): string;
  /** All that may be read, for expressions that compute the name. */
  all(): Readonly<Record<string, string>>;
  /** Masks all values that the source has ever had, not only those that were asked for. */
  readonly masker: Masker;
}

export interface SecretSource {
  /** Reads the folder again when what was read is more than a second old. Throws unavailable when it cannot be read. */
  load(): Promise<Secrets>;
}

export interface SecretSourceOptions {
  /** The environment; `TASKWRIGHT_SECRET_NAME` is the secret NAME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder with one file a secret; a secret of the environment hides the file of the same name. */
  readonly directory?: string | undefined;
  /** Further values that are masked and cannot be read: credentials of the worker itself. */
  readonly alsoMasked?: readonly string[];
  /** Milliseconds of any steady clock. */
  readonly now?: () => number;
}

export const SECRET_PREFIX = 'TASKWRIGHT_SECRET_';

const MAX_SECRET_BYTES = 64 * 1024;
const MAX_AGE_MS = 1_000;

/** The environment is read once, here; the folder as secrets are used, so that a secret that is changed there is seen. */
export function createSecretSource(options: SecretSourceOptions): SecretSource {
  const { env, directory, alsoMasked = [], now = () => performance.now() } = options;
  const own = readEnvironment(env);
  const everSeen = new Set([...alsoMasked, ...own.values()]);
  if (directory === undefined) {
    const secrets = toSecrets(own, createMasker(everSeen));
    return { load: async () => secrets };
  }
  let loaded: { readonly at: number; readonly secrets: Promise<Secrets> } | null = null;
  let masker = createMasker(everSeen);
  const read = async (): Promise<Secrets> => {
    const files = await readFolder(directory);
    const known = everSeen.size;
    for (const value of files.values()) everSeen.add(value);
    if (everSeen.size > known) masker = createMasker(everSeen);
    return toSecrets(new Map([...files, ...own]), masker);
  };
  return {
    load: () => {
      if (loaded === null || now() - loaded.at > MAX_AGE_MS) {
        const secrets = read();
        loaded = { at: now(), secrets };
        secrets.catch(() => (loaded = null));
      }
      return loaded.secrets;
    },
  };
}

function toSecrets(values: ReadonlyMap<string, string>, masker: Masker): Secrets {
  return {
    masker,
    all: () => Object.fromEntries([...values].filter(([, value]) => value.length >= MIN_SECRET_LENGTH)),
    get(name) {
      const value = values.get(name);
      if (value === undefined) {
        throw new TaskwrightError('invalid_input', `The secret "${name.slice(0, 100)}" is not provided.`, {
          hint: isValidId(name)
            ? `Give the worker ${SECRET_PREFIX}${name}, or a file ${name} in the folder of TASKWRIGHT_SECRETS_DIR.`
            : 'The name of a secret has letters, digits, "-" and "_" only.',
          isRetryable: false,
        });
      }
      if (value.length >= MIN_SECRET_LENGTH) return value;
      throw new TaskwrightError('invalid_input', `The secret "${name}" is too short to be kept out of results.`, {
        hint: `A secret has ${MIN_SECRET_LENGTH} characters at least.`,
        isRetryable: false,
      });
    },
  };
}

function readEnvironment(env: Readonly<Record<string, string | undefined>>): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const [variable, value] of Object.entries(env)) {
    const name = variable.startsWith(SECRET_PREFIX) ? variable.slice(SECRET_PREFIX.length) : '';
    if (value !== undefined && isValidId(name)) secrets.set(name, value);
  }
  return secrets;
}

/** Files whose names are no ids are none of ours: mounted folders keep links such as `..data`. */
async function readFolder(directory: string): Promise<Map<string, string>> {
  try {
    const names = (await readdir(directory)).filter(isValidId);
    const files = await Promise.all(
      names.map(async (name) => [name, await readSecret(join(directory, name))] as const),
    );
    return new Map(files.filter((file): file is [string, string] => file[1] !== null));
  } catch (error) {
    throw new TaskwrightError('unavailable', 'The folder of TASKWRIGHT_SECRETS_DIR cannot be read.', {
      hint: 'Check that the folder and its files are there and that the worker may read them.',
      cause: error,
    });
  }
}

/** Null for what is no file of a reasonable size. One line break at the end belongs to the editor, not to the secret. */
async function readSecret(path: string): Promise<string | null> {
  const found = await stat(path);
  if (!found.isFile() || found.size > MAX_SECRET_BYTES) return null;
  return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
}
