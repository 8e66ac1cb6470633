import { exportSPKI, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/access/caller.js';
import { createJwtVerifier } from '../../../src/access/json-web-tokens.js';

const ISSUER = 'https://id.example.com';

describe('a JWT of the issuer', () => {
  let key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  let verify: (token: string) => Promise<Caller | null>;
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    key = pair.privateKey;
    const keys = { publicKey: await exportSPKI(pair.publicKey) };
    verify = createJwtVerifier({ issuer: ISSUER, audience: 'taskwright', keys });
  });

  const sign = (payload: JWTPayload, by = key) =>
    new SignJWT({ iss: ISSUER, aud: 'taskwright', sub: 'ann', ...payload })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuedAt()
      .setExpirationTime(payload.exp ?? '5m')
      .sign(by);

  it('says who it is, and what they may do', async () => {
    const token = await sign({ scope: 'read decide openid', roles: ['pm', 7], workspaces: ['team-a', '../b'] });
    expect(await verify(token)).toEqual({
      id: `jwt:${ISSUER}:ann`,
      actor: { name: 'ann', roles: ['pm'], proof: `jwt:${ISSUER}` },
      scopes: ['read', 'decide'],
      workspaces: ['team-a'],
    });
  });

  it('is refused from another issuer, for another audience, once it has expired, and without a name', async () => {
    const tokens = await Promise.all([
      sign({ iss: 'https://evil.example.com' }),
      sign({ aud: 'other' }),
      sign({ exp: Math.floor(Date.now() / 1000) - 3600 }),
      sign({ sub: '' }),
      sign({}, (await generateKeyPair('ES256')).privateKey),
    ]);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
    for (const token of [...tokens, unsigned, 'nonsense']) expect(await verify(token)).toBeNull();
  });
});
