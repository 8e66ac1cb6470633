import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecretSource } from '../../../src/actions/secret-source.js';

async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('createSecretSource', () => {
  it('reads secrets of the environment by their name', async () => {
    const source = createSecretSource({ env: { TASKWRIGHT_SECRET_TOKEN: 'hunter22', OTHER: 'x' } });
    const secrets = await source.load();
    expect(secrets.get('TOKEN')).toBe('hunter22');
    expect(secrets.masker.text('a hunter22')).toBe('a ***');
  });

  it('reads the files of a folder without the line break at their end', async () => {
    const folder = await createFolder({ TOKEN: 'hunter22\n', PEM: 'line 1\nline 2\r\n', SPACED: ' padded \n\n' });
    const secrets = await createSecretSource({ env: {}, directory: folder }).load();
    expect(secrets.all()).toEqual({ TOKEN: 'hunter22', PEM: 'line 1\nline 2', SPACED: ' padded \n' });
  });

  it('prefers the environment to a file of the same name, and masks both', async () => {
    const folder = await createFolder({ TOKEN: 'from-file' });
    const source = createSecretSource({ env: { TASKWRIGHT_SECRET_TOKEN: 'from-env' }, directory: folder });
    const secrets = await source.load();
    expect(secrets.get('TOKEN')).toBe('from-env');
    expect(secrets.masker.text('from-file from-env')).toBe('*** ***');
  });

  it('reads links, and passes over what is no secret', async () => {
    const folder = await createFolder({ '.hidden': 'hidden-value', 'a b': 'spaced-value', huge: 'x'.repeat(70_000) });
    await mkdir(join(folder, '..data'));
    await mkdir(join(folder, 'folder'));
    await writeFile(join(folder, '..data', 'TOKEN'), 'hunter22');
    await symlink(join('..data', 'TOKEN'), join(folder, 'TOKEN'));
    const secrets = await createSecretSource({ env: {}, directory: folder }).load();
    expect(secrets.all()).toEqual({ TOKEN: 'hunter22' });
  });

  it.each(['MISSING', 'constructor', '__proto__', 'toString'])(
    'says how to provide %s, and names no other',
    async (name) => {
      const secrets = await createSecretSource({ env: { TASKWRIGHT_SECRET_TOKEN: 'hunter22' } }).load();
      const failure = catchError(() => secrets.get(name));
      expect(failure).toMatchObject({ code: 'invalid_input', isRetryable: false });
      expect(failure).toMatchObject({ message: `The secret "${name}" is not provided.` });
      expect(JSON.stringify(failure)).not.toContain('TOKEN');
    },
  );

  it('names both ways to provide a secret', async () => {
    const secrets = await createSecretSource({ env: {} }).load();
    expect(catchError(() => secrets.get('NPM_TOKEN'))).toMatchObject({
      hint: 'Give the worker TASKWRIGHT_SECRET_NPM_TOKEN, or a file NPM_TOKEN in the folder of TASKWRIGHT_SECRETS_DIR.',
    });
  });

  it.each(['../outside', '/etc/passwd', '.', ''])('finds nothing under the path %j', async (name) => {
    const folder = await createFolder({ inside: 'hunter22' });
    const secrets = await createSecretSource({ env: {}, directory: folder }).load();
    expect(catchError(() => secrets.get(name))).toMatchObject({ code: 'invalid_input' });
  });

  it('refuses a secret that is too short to be masked', async () => {
    const secrets = await createSecretSource({
      env: { TASKWRIGHT_SECRET_PIN: '123', TASKWRIGHT_SECRET_NONE: '' },
    }).load();
    expect(catchError(() => secrets.get('PIN'))).toMatchObject({
      message: 'The secret "PIN" is too short to be kept out of results.',
    });
    expect(secrets.all()).toEqual({});
  });

  it('sees a file that was changed a second later, and still masks what it held before', async () => {
    const folder = await createFolder({ TOKEN: 'old-value' });
    let now = 0;
    const source = createSecretSource({ env: {}, directory: folder, now: () => now });
    expect((await source.load()).get('TOKEN')).toBe('old-value');
    await writeFile(join(folder, 'TOKEN'), 'new-value');
    now = 1_001;
    const secrets = await source.load();
    expect(secrets.get('TOKEN')).toBe('new-value');
    expect(secrets.masker.text('old-value new-value')).toBe('*** ***');
  });

  it('reads the folder once for all who ask within a second', async () => {
    const folder = await createFolder({ TOKEN: 'hunter22' });
    const source = createSecretSource({ env: {}, directory: folder, now: () => 0 });
    expect(await source.load()).toBe(await source.load());
  });

  it('is unavailable while the folder cannot be read, and does not say where it is', async () => {
    const folder = await createFolder({});
    await rm(folder, { recursive: true });
    const source = createSecretSource({ env: {}, directory: folder, now: () => 0 });
    const failure = await source.load().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(String(failure)).not.toContain(folder);
    await mkdir(folder);
    expect((await source.load()).all()).toEqual({});
  });

  it('masks further values that nobody can read', async () => {
    const secrets = await createSecretSource({ env: {}, alsoMasked: ['worker-key'] }).load();
    expect(secrets.masker.text('worker-key')).toBe('***');
    expect(secrets.all()).toEqual({});
  });
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}
