import { expect, it } from 'vitest';
import { uniqueId } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function definitionsContract(getStore: GetStore): void {
  const push = (id: string, version: string, over: { workspace?: string; hash?: string; body?: string } = {}) =>
    getStore().definitions.push({ workspace: 'default', id, version, hash: `h-${id}-${version}`, body: '{}', ...over });

  it('keeps a pinned body byte for byte', async () => {
    const hash = uniqueId('hash');
    const body = '{ "b": 1e2,\n  "a": "\\u0000 ü" }';
    await getStore().definitions.pin({ hash, body });
    await getStore().definitions.pin({ hash, body });
    expect(await getStore().definitions.readPinned(hash)).toBe(body);
  });

  it('says null for a body that was never pinned', async () => {
    expect(await getStore().definitions.readPinned('never')).toBeNull();
  });

  it('takes the same definition again, and refuses another body under its version', async () => {
    const id = uniqueId('def');
    expect(await push(id, '1.0.0')).toEqual({ isNew: true });
    expect(await push(id, '1.0.0')).toEqual({ isNew: false });
    await expect(push(id, '1.0.0', { hash: 'other', body: '[]' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('finds the version asked for, else the highest by semantic versioning', async () => {
    const id = uniqueId('def');
    for (const version of ['1.9.0', '1.10.0', '2.0.0-rc.1', '0.0.1']) await push(id, version, { body: version });
    expect(await getStore().definitions.find('default', id)).toMatchObject({
      version: '2.0.0-rc.1',
      body: '2.0.0-rc.1',
    });
    await push(id, '2.0.0', { body: 'two' });
    expect(await getStore().definitions.find('default', id)).toEqual({
      workspace: 'default',
      id,
      version: '2.0.0',
      hash: `h-${id}-2.0.0`,
      body: 'two',
      createdAt: expect.any(Number),
    });
    expect(await getStore().definitions.find('default', id, '1.10.0')).toMatchObject({ body: '1.10.0' });
    expect(await getStore().definitions.find('default', id, '3.0.0')).toBeNull();
  });

  it('lists a workspace by id, highest version first, and shows no other workspace', async () => {
    const workspace = uniqueId('ws');
    for (const [id, version] of [
      ['b', '1.0.0'],
      ['a', '1.2.0'],
      ['a', '1.10.0'],
    ] as const) {
      await push(id, version, { workspace });
    }
    await push('c', '1.0.0', { workspace: uniqueId('ws') });
    const listed = await getStore().definitions.list(workspace);
    expect(listed.map(({ id, version }) => `${id}@${version}`)).toEqual(['a@1.10.0', 'a@1.2.0', 'b@1.0.0']);
    expect(listed[0]).not.toHaveProperty('body');
    expect(await getStore().definitions.find(workspace, 'c')).toBeNull();
  });
}
