import { expect, test } from 'vitest';
import { aDefinition, createFixture } from './client-fixture.js';

test('pushing the same definition again is harmless', async () => {
  const { client } = createFixture();
  const first = await client.push(aDefinition());
  expect(first).toMatchObject({ id: 'release', version: '1.2.0', isNew: true });
  expect(await client.push(aDefinition())).toEqual({ ...first, isNew: false });
});

test('another body under a version that exists is a conflict', async () => {
  const { client } = createFixture();
  await client.push(aDefinition());
  const changed = client.push(aDefinition({ input: { type: 'object' } }));
  await expect(changed).rejects.toMatchObject({ code: 'conflict' });
});

test('what was pushed in one workspace does not exist in another', async () => {
  const { client } = createFixture();
  await client.push(aDefinition());
  expect(await client.inWorkspace('blue').listDefinitions()).toEqual([]);
  expect((await client.listDefinitions()).map(({ id, version }) => `${id}@${version}`)).toEqual(['release@1.2.0']);
});

test('a definition is read back as it was pushed', async () => {
  const { client } = createFixture();
  await client.push(aDefinition());
  expect((await client.findDefinition({ id: 'release' })).definition).toEqual(aDefinition());
  await expect(client.findDefinition({ id: 'release', version: '9.9.9' })).rejects.toMatchObject({ code: 'not_found' });
});

test('a workspace has the form of an id', () => {
  const { client } = createFixture();
  expect(() => client.inWorkspace('a/b')).toThrow(/cannot be a workspace/);
});
