import { accessSync, constants, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { TaskwrightError, toMessage } from '../domain/errors.js';
import { withFileLock } from './file-lock.js';
import { runCommand } from './run-command.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';
import { isAtLeast, OLDEST_TEMPORAL_SERVER, parseServerVersion, TEMPORAL_CLI_VERSION } from './temporal-version.js';

/** Leaves the binary as `temporal` in an empty folder. Throws an Error whose message says why it could not. */
export type TemporalInstaller = (options: { folder: string; onProgress: (line: string) => void }) => Promise<void>;

export interface FindTemporalOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Words for a person about what takes long. */
  readonly onProgress: (line: string) => void;
  readonly download?: TemporalInstaller;
  readonly build?: TemporalInstaller;
  /** What `temporal --version` says; throws when it cannot be executed. */
  readonly readVersion?: (file: string) => Promise<string>;
}

/** Long enough for a build on a small computer. */
const INSTALL_TIMEOUT_MS = 30 * 60_000;

/**
 * The Temporal CLI with its dev server: that of TEMPORAL_CLI_PATH, else the one on PATH, else that of the user's cache
 * folder, which is filled by a download or, where there is none, by a build of the Go module in `devtools/`.
 * Throws `invalid_input` for a TEMPORAL_CLI_PATH that does not work, and `unavailable` with what each way met.
 */
export async function findTemporalBinary(options: FindTemporalOptions): Promise<string> {
  const {
    env,
    onProgress,
    download = downloadTemporal,
    build = buildTemporal,
    readVersion = readTemporalVersion,
  } = options;
  if (env.TEMPORAL_CLI_PATH) return checkGivenBinary(env.TEMPORAL_CLI_PATH, readVersion);

  const onPath = await findOnPath(env, readVersion);
  if ('file' in onPath) return onPath.file;

  const target = toCachedBinary(env);
  if (isExecutableFile(target)) return target;
  const failures: string[] = [];
  await mkdir(dirname(target), { recursive: true });
  const isInstalled = await withFileLock(
    {
      path: `${target}.lock`,
      timeoutMs: INSTALL_TIMEOUT_MS,
      subject: 'the installation of Temporal',
      onWait: () => onProgress('Waiting for another process that is installing Temporal.'),
    },
    async () => {
      if (isExecutableFile(target)) return true;
      for (const [way, install] of [
        ['download', download],
        ['build from source', build],
      ] as const) {
        const failure = await installBinary(target, { install, readVersion, onProgress }).then(() => null, toMessage);
        if (failure === null) return true;
        failures.push(`${way}: ${failure}`);
        onProgress(`Temporal, ${way}: ${failure}`);
      }
      return false;
    },
  );
  if (isInstalled) return target;
  const ways = [
    'TEMPORAL_CLI_PATH: not set; it may name the "temporal" binary',
    `on PATH: ${onPath.failure}`,
    `cache: there is no ${target}`,
    ...failures,
  ];
  throw new TaskwrightError(
    'unavailable',
    `No Temporal server could be found or made. Any one of these ways will do; the shortest is to install the Temporal CLI:\n${ways.map((way) => `  - ${way}`).join('\n')}`,
  );
}

/** Where the downloaded or built binary is kept, one folder a version. */
export function toCachedBinary(env: NodeJS.ProcessEnv): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(resolve(cache), 'taskwright', `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
}

async function checkGivenBinary(given: string, readVersion: (file: string) => Promise<string>): Promise<string> {
  const file = resolve(given);
  const problem = !isExecutableFile(file)
    ? 'is not a file that can be executed'
    : await readVersion(file).then(() => null, toMessage);
  if (problem === null) return file;
  throw new TaskwrightError('invalid_input', `TEMPORAL_CLI_PATH is ${given}, but that ${problem}.`, {
    hint: 'Point it at the "temporal" binary, or unset it to use one that is found or made for you.',
  });
}

async function findOnPath(
  env: NodeJS.ProcessEnv,
  readVersion: (file: string) => Promise<string>,
): Promise<{ file: string } | { failure: string }> {
  const file = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, 'temporal'))
    .find(isExecutableFile);
  if (!file) return { failure: 'there is no "temporal"; install the Temporal CLI' };
  try {
    const version = parseServerVersion(await readVersion(file));
    if (version && isAtLeast(version, OLDEST_TEMPORAL_SERVER)) return { file };
    return {
      failure: `${file} has the server ${version ?? 'of an unknown version'}; ${OLDEST_TEMPORAL_SERVER} is needed, upgrade it`,
    };
  } catch (error) {
    return { failure: `${file} ${toMessage(error)}; reinstall it` };
  }
}

/** What was made is tried first and then moved to its place in one step, so that what is in the cache is whole and works. */
async function installBinary(
  target: string,
  options: {
    install: TemporalInstaller;
    readVersion: (file: string) => Promise<string>;
    onProgress: (line: string) => void;
  },
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'install-'));
  try {
    await options.install({ folder, onProgress: options.onProgress });
    await options.readVersion(join(folder, 'temporal'));
    await rename(join(folder, 'temporal'), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readTemporalVersion(file: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(file, ['--version'], { timeoutMs: 20_000 });
  if (exitCode !== 0) throw new Error(`does not answer "--version": ${stderr.trim() || `exit code ${exitCode}`}`);
  return stdout;
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
