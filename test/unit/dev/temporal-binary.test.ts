import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findTemporalBinary,
  toCachedBinary,
  type FindTemporalOptions,
  type TemporalInstaller,
} from '../../../src/dev/temporal-binary.js';

let folder: string;
let env: NodeJS.ProcessEnv;
let progress: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-binary-'));
  env = { PATH: join(folder, 'bin'), HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  progress = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A file whose content is what it answers to `--version`. */
function writeBinary(file: string, version: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, version);
  chmodSync(file, 0o755);
  return file;
}

const WORKS = 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)';
const BROKEN = 'broken';

const installs: TemporalInstaller = async ({ folder }) => void writeBinary(join(folder, 'temporal'), WORKS);
const leavesRubbish: TemporalInstaller = async ({ folder }) => void writeBinary(join(folder, 'temporal'), BROKEN);
const fails =
  (reason: string): TemporalInstaller =>
  async () => {
    throw new Error(reason);
  };

function find(options: Partial<FindTemporalOptions> = {}): Promise<string> {
  return findTemporalBinary({
    env,
    onProgress: (line) => progress.push(line),
    download: fails('no network'),
    build: fails('no go'),
    readVersion: async (file) => {
      const version = readFileSync(file, 'utf8');
      if (version === BROKEN) throw new Error('does not run');
      return version;
    },
    ...options,
  });
}

describe('TEMPORAL_CLI_PATH', () => {
  test('comes before everything else', async () => {
    const given = writeBinary(join(folder, 'mine', 'temporal'), WORKS);
    writeBinary(join(folder, 'bin', 'temporal'), WORKS);
    writeBinary(toCachedBinary(env), WORKS);
    env.TEMPORAL_CLI_PATH = given;
    expect(await find()).toBe(given);
  });

  test('is an error at once when the file is missing, whatever else there is', async () => {
    writeBinary(join(folder, 'bin', 'temporal'), WORKS);
    env.TEMPORAL_CLI_PATH = join(folder, 'nowhere');
    await expect(find({ build: installs })).rejects.toMatchObject({
      code: 'invalid_input',
      message: `TEMPORAL_CLI_PATH is ${env.TEMPORAL_CLI_PATH}, but that is not a file that can be executed.`,
    });
  });

  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a file that is not executable', (path: string) => writeFileSync(path, WORKS, { mode: 0o644 })],
    ['a program that does not run', (path: string) => writeBinary(path, BROKEN)],
  ])('is an error at once when it names %s', async (_what, make) => {
    env.TEMPORAL_CLI_PATH = join(folder, 'given');
    make(env.TEMPORAL_CLI_PATH);
    await expect(find({ build: installs })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('may be older than what is passed over on PATH, for the user has chosen it', async () => {
    env.TEMPORAL_CLI_PATH = writeBinary(join(folder, 'old'), 'temporal version 0.10.0 (Server 1.22.0)');
    expect(await find()).toBe(env.TEMPORAL_CLI_PATH);
  });
});

describe('PATH', () => {
  test('comes before the cache', async () => {
    const onPath = writeBinary(join(folder, 'bin', 'temporal'), WORKS);
    writeBinary(toCachedBinary(env), WORKS);
    expect(await find()).toBe(onPath);
  });

  test.each([
    ['is too old', 'temporal version 0.10.0 (Server 1.22.0, UI 2.0.0)'],
    ['does not say which server it has', 'tctl version 1.18'],
    ['does not run', BROKEN],
  ])('is passed over when its temporal %s', async (_why, version) => {
    writeBinary(join(folder, 'bin', 'temporal'), version);
    const cached = writeBinary(toCachedBinary(env), WORKS);
    expect(await find()).toBe(cached);
  });
});

describe('the cache', () => {
  test('is in the folder of XDG_CACHE_HOME, else below the home folder, one folder a version', () => {
    expect(toCachedBinary(env)).toBe(join(folder, 'cache', 'taskwright', 'temporal-1.8.2', 'temporal'));
    expect(toCachedBinary({ HOME: folder })).toBe(join(folder, '.cache', 'taskwright', 'temporal-1.8.2', 'temporal'));
  });

  test('is used without a download or a build', async () => {
    const cached = writeBinary(toCachedBinary(env), WORKS);
    expect(await find()).toBe(cached);
    expect(progress).toEqual([]);
  });

  test('is filled by a download, and then used', async () => {
    expect(await find({ download: installs })).toBe(toCachedBinary(env));
    expect(await find()).toBe(toCachedBinary(env));
  });

  test('is filled by a build when the download fails, and says so', async () => {
    expect(await find({ build: installs })).toBe(toCachedBinary(env));
    expect(progress).toEqual(['Temporal, download: no network']);
  });

  test('never holds a binary that does not run', async () => {
    await expect(find({ download: leavesRubbish })).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(toCachedBinary(env))).toBe(false);
  });

  test('holds nothing but the binary when all is done', async () => {
    await find({ download: leavesRubbish, build: installs });
    expect(readdirSync(dirname(toCachedBinary(env)))).toEqual(['temporal']);
  });

  test('is filled once by two that come at the same time', async () => {
    let builds = 0;
    const build: TemporalInstaller = async (options) => {
      builds += 1;
      await installs(options);
    };
    expect(await Promise.all([find({ build }), find({ build })])).toEqual([toCachedBinary(env), toCachedBinary(env)]);
    expect(builds).toBe(1);
    expect(progress).toContain('Waiting for another process that is installing Temporal.');
  });
});

test('when nothing works, one error lists all ways and what each met', async () => {
  await expect(find()).rejects.toMatchObject({
    code: 'unavailable',
    message: [
      'No Temporal server could be found or made. Any one of these ways will do; the shortest is to install the Temporal CLI:',
      '  - TEMPORAL_CLI_PATH: not set; it may name the "temporal" binary',
      '  - on PATH: there is no "temporal"; install the Temporal CLI',
      `  - cache: there is no ${toCachedBinary(env)}`,
      '  - download: no network',
      '  - build from source: no go',
    ].join('\n'),
  });
});
