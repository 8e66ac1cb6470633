import { readFile } from 'node:fs/promises';
import { TaskwrightError } from '../domain/errors.js';
import type { SettingName, SettingValues } from './settings.js';

export interface TemporalTlsConfig {
  readonly isEnabled: boolean;
  readonly clientCert: PemSource | null;
  readonly clientKey: PemSource | null;
  readonly serverCaCert: PemSource | null;
  readonly serverName: string | null;
}

/** A certificate or key: its text, or the file that holds it. `setting` is where it was named. */
export type PemSource =
  | { readonly kind: 'pem'; readonly setting: SettingName; readonly pem: string }
  | { readonly kind: 'file'; readonly setting: SettingName; readonly path: string };

/** What the SDK's connections take as `tls`; false for plain text. */
export type TemporalTls =
  | false
  | {
      serverNameOverride?: string;
      serverRootCACertificate?: Uint8Array;
      clientCertPair?: { crt: Uint8Array; key: Uint8Array };
    };

/** Each of them implies TLS. */
const TLS_SETTINGS = [
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_DATA',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_DATA',
  'TEMPORAL_TLS_SERVER_NAME',
] as const satisfies readonly SettingName[];

export function toTemporalTlsConfig(values: SettingValues): TemporalTlsConfig {
  const isImplied = values.TEMPORAL_API_KEY !== undefined || TLS_SETTINGS.some((name) => values[name] !== undefined);
  return {
    isEnabled: values.TEMPORAL_TLS ?? isImplied,
    clientCert: toPemSource(values, 'TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_CERT_DATA'),
    clientKey: toPemSource(values, 'TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_CLIENT_KEY_DATA'),
    serverCaCert: toPemSource(values, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_DATA'),
    serverName: values.TEMPORAL_TLS_SERVER_NAME ?? null,
  };
}

/** What no single setting can be blamed for. */
export function findTlsProblems(values: SettingValues): string[] {
  const problems: string[] = [];
  for (const what of ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT'] as const) {
    if (values[`TEMPORAL_TLS_${what}_PATH`] !== undefined && values[`TEMPORAL_TLS_${what}_DATA`] !== undefined) {
      problems.push(`TEMPORAL_TLS_${what}_PATH and TEMPORAL_TLS_${what}_DATA are both set: keep one`);
    }
  }
  const { clientCert, clientKey } = toTemporalTlsConfig(values);
  if (clientCert && !clientKey) problems.push(`${clientCert.setting} needs a TEMPORAL_TLS_CLIENT_KEY_PATH or _DATA`);
  if (clientKey && !clientCert) problems.push(`${clientKey.setting} needs a TEMPORAL_TLS_CLIENT_CERT_PATH or _DATA`);
  const unused = TLS_SETTINGS.find((name) => values[name] !== undefined);
  if (values.TEMPORAL_TLS === false && unused) problems.push(`TEMPORAL_TLS is off, but ${unused} is set`);
  return problems;
}

/** Reads the files. Throws invalid_input, naming the setting, for one that cannot be read. */
export async function loadTemporalTls(config: TemporalTlsConfig): Promise<TemporalTls> {
  if (!config.isEnabled) return false;
  const { clientCert, clientKey, serverCaCert, serverName } = config;
  return {
    ...(serverName !== null && { serverNameOverride: serverName }),
    ...(serverCaCert && { serverRootCACertificate: await loadPem(serverCaCert) }),
    ...(clientCert &&
      clientKey && { clientCertPair: { crt: await loadPem(clientCert), key: await loadPem(clientKey) } }),
  };
}

function toPemSource(values: SettingValues, file: PemSetting, data: PemSetting): PemSource | null {
  const path = values[file];
  if (path !== undefined) return { kind: 'file', setting: file, path };
  const pem = values[data];
  return pem === undefined ? null : { kind: 'pem', setting: data, pem };
}

type PemSetting = Extract<SettingName, `TEMPORAL_TLS_${string}_${'PATH' | 'DATA'}`>;

async function loadPem(source: PemSource): Promise<Uint8Array> {
  if (source.kind === 'pem') return Buffer.from(source.pem);
  try {
    return await readFile(source.path);
  } catch (error) {
    throw new TaskwrightError('invalid_input', `The file of ${source.setting} cannot be read.`, {
      hint: 'Check its path, and that this user may read it.',
      cause: error,
    });
  }
}
