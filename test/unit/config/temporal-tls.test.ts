import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/config/read-config.js';
import { loadTemporalTls } from '../../../src/config/temporal-tls.js';

const CERT = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\ndef\n-----END PRIVATE KEY-----';

const load = (env: Record<string, string>) => loadTemporalTls(readConfig(env).temporal.tls);

describe('the TLS settings of Temporal', () => {
  it('turn TLS on by an API key or by any of them, unless TEMPORAL_TLS says otherwise', async () => {
    expect(await load({})).toBe(false);
    expect(await load({ TEMPORAL_TLS: '1' })).toEqual({});
    expect(await load({ TEMPORAL_API_KEY: 'key-1' })).toEqual({});
    expect(await load({ TEMPORAL_API_KEY: 'key-1', TEMPORAL_TLS: '0' })).toBe(false);
    expect(await load({ TEMPORAL_TLS_SERVER_NAME: 'temporal.test' })).toEqual({ serverNameOverride: 'temporal.test' });
  });

  it('take certificates from files and from the environment', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tls-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'ca.pem'), CERT);
    expect(
      await load({
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
        TEMPORAL_TLS_CLIENT_CERT_DATA: CERT,
        TEMPORAL_TLS_CLIENT_KEY_DATA: KEY,
      }),
    ).toEqual({
      serverRootCACertificate: Buffer.from(CERT),
      clientCertPair: { crt: Buffer.from(CERT), key: Buffer.from(KEY) },
    });
  });

  it('are refused when a file cannot be read, with the setting named and not the path', async () => {
    const failure = await load({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 'invalid_input',
      message: 'The file of TEMPORAL_TLS_SERVER_CA_CERT_PATH cannot be read.',
    });
  });

  it.each([
    [{ TEMPORAL_TLS_CLIENT_CERT_PATH: 'a' }, 'TEMPORAL_TLS_CLIENT_CERT_PATH needs a TEMPORAL_TLS_CLIENT_KEY_PATH'],
    [{ TEMPORAL_TLS_CLIENT_KEY_DATA: KEY }, 'TEMPORAL_TLS_CLIENT_KEY_DATA needs a TEMPORAL_TLS_CLIENT_CERT_PATH'],
    [
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'a', TEMPORAL_TLS_SERVER_CA_CERT_DATA: CERT },
      'TEMPORAL_TLS_SERVER_CA_CERT_PATH and TEMPORAL_TLS_SERVER_CA_CERT_DATA are both set',
    ],
    [{ TEMPORAL_TLS: '0', TEMPORAL_TLS_SERVER_NAME: 'a' }, 'TEMPORAL_TLS is off, but TEMPORAL_TLS_SERVER_NAME is set'],
  ])('are refused when they contradict each other: %j', (env, message) => {
    expect(() => readConfig(env)).toThrow(message);
  });
});
