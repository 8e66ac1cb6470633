import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Tokens } from '../../../../src/access/tokens.js';
import { identify } from '../../../../src/cli/session/identify.js';
import { readConfig } from '../../../../src/config/read-config.js';

const unused = async () => Promise.reject(new Error('It is not asked.'));

function tokensWith({ hasOthers = false }: { readonly hasOthers?: boolean }): Tokens {
  const ann = {
    id: 'token:1',
    actor: { name: 'ann', roles: ['pm'] },
    scopes: ['decide'] as const,
    workspaces: null,
  };
  return {
    create: unused,
    list: unused,
    revoke: unused,
    find: async (token) => (token === 'good' ? ann : null),
    findById: async () => null,
    hasOthers: async () => hasOthers,
  };
}

const own = userInfo().username;

describe('who decides', () => {
  const config = readConfig({});
  const nobody = { name: undefined, roles: undefined };

  it('is whoever types, unless they say otherwise', async () => {
    const tokens = tokensWith({});
    expect(await identify({ config, tokens }, nobody)).toEqual({ name: own, roles: [], assertedBy: undefined });
    const said = { name: 'bo', roles: ['pm'] };
    expect(await identify({ config, tokens }, said)).toEqual({ ...said, assertedBy: own });
  });

  it('is not said by name once others have tokens', async () => {
    const tokens = tokensWith({ hasOthers: true });
    const asked = identify({ config, tokens }, { name: undefined, roles: ['pm'] });
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    expect(await identify({ config, tokens }, nobody)).toMatchObject({ name: own });
  });

  it('is whose token it is', async () => {
    const tokens = tokensWith({ hasOthers: true });
    const withToken = readConfig({ TASKWRIGHT_TOKEN: 'good' });
    expect(await identify({ config: withToken, tokens }, nobody)).toEqual({
      name: 'ann',
      roles: ['pm'],
      assertedBy: undefined,
    });
    const said = identify({ config: withToken, tokens }, { name: 'bo', roles: undefined });
    await expect(said).rejects.toMatchObject({ code: 'forbidden' });
    const wrong = identify({ config: readConfig({ TASKWRIGHT_TOKEN: 'bad' }), tokens }, nobody);
    await expect(wrong).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
