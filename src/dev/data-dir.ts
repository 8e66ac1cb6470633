import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TaskwrightError, toMessage } from '../domain/errors.js';

const FOLDER = '.taskwright';

/** Where everything of the embedded servers is kept. */
export interface DataDir {
  readonly path: string;
  readonly stateFile: string;
  readonly lockFile: string;
  /** The Postgres cluster and its password. A link when the cluster had to be put elsewhere (see postgres-cluster.ts). */
  readonly postgresDir: string;
  readonly temporalDir: string;
  readonly logsDir: string;
}

/** The nearest `.taskwright` folder at or above a folder, else the one that would be made in it. */
export function findDataDir(cwd: string): string {
  const start = resolve(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, FOLDER);
    if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return candidate;
    if (folder === dirname(folder)) return join(start, FOLDER);
  }
}

export function toDataDir(path: string): DataDir {
  const root = resolve(path);
  return {
    path: root,
    stateFile: join(root, 'servers.json'),
    lockFile: join(root, 'servers.lock'),
    postgresDir: join(root, 'postgres'),
    temporalDir: join(root, 'temporal'),
    logsDir: join(root, 'logs'),
  };
}

/** Makes what is missing. The folder itself may be entered by others, for as root the Postgres below it runs as another user. */
export function createDataDir(path: string): DataDir {
  const dataDir = toDataDir(path);
  try {
    mkdirSync(dirname(dataDir.path), { recursive: true });
    if (!existsSync(dataDir.path)) mkdirSync(dataDir.path, { mode: 0o711 });
    accessSync(dataDir.path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const folder of [dataDir.temporalDir, dataDir.logsDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const ignoreFile = join(dataDir.path, '.gitignore');
    if (!existsSync(ignoreFile)) writeFileSync(ignoreFile, '*\n');
  } catch (error) {
    throw new TaskwrightError(
      'unavailable',
      `The data folder ${dataDir.path} cannot be written: ${toMessage(error)}.`,
      {
        hint: 'Use it as the user it belongs to, or start in another folder.',
        cause: error,
      },
    );
  }
  return dataDir;
}
