import type { Issuer } from '../access/json-web-tokens.js';
import { TaskwrightError } from '../domain/errors.js';
import { SETTINGS, type LogLevel, type SettingValues } from './settings.js';
import { findTlsProblems, toTemporalTlsConfig, type TemporalTlsConfig } from './temporal-tls.js';
import { findUnknownSettings } from './unknown-settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment, as everything that is started from it sees it. Null where a setting is not set and has no default. */
export interface Config {
  readonly temporal: TemporalConfig;
  readonly databaseUrl: string | null;
  /** Of Temporal's Web UI; null when it is not said. */
  readonly uiUrl: string | null;
  /** The gateway that the CLI works through; null when it speaks to the servers itself. */
  readonly gatewayUrl: string | null;
  readonly gatewayToken: string | null;
  readonly gateway: GatewayConfig;
  readonly workspace: string;
  readonly taskQueue: string;
  readonly isShellAllowed: boolean;
  readonly allowHosts: readonly string[];
  /** Of the servers whose tools `mcp` tasks may call. */
  readonly mcpServersFile: string | null;
  readonly secretsDirectory: string | null;
  readonly dataDirectory: string | null;
  /** Holds a folder for each workspace with files that may be handed in. */
  readonly filesDirectory: string | null;
  /** Of the user's own templates, roles and types. */
  readonly authored: {
    readonly templates: string | null;
    readonly specialists: string | null;
    readonly taskTypes: string | null;
  };
  /** Of the gateway, as people reach it. */
  readonly publicUrl: string | null;
  readonly channelsFile: string | null;
  readonly logLevel: LogLevel;
  readonly timeScale: number;
  /** What is odd but stops nothing, one sentence each; for stderr. */
  readonly warnings: readonly string[];
}

export interface TemporalConfig {
  readonly address: string | null;
  readonly namespace: string;
  readonly apiKey: string | null;
  readonly tls: TemporalTlsConfig;
  readonly cliPath: string | null;
}

/** Of the gateway that this machine hosts. */
export interface GatewayConfig {
  readonly listen: { readonly host: string; readonly port: number } | null;
  readonly publicHosts: readonly string[];
  readonly webhooksFile: string | null;
  /** Whose JWTs are taken. */
  readonly issuer: Issuer | null;
}

/** Empty variables count as not set. Throws one invalid_input that names every setting that is wrong, without its value. */
export function readConfig(env: Environment): Config {
  const { values, problems } = readValues(env);
  const unknown = findUnknownSettings(env);
  for (const { name, nearest } of unknown) {
    if (nearest !== null) problems.push(`${name} is not known (did you mean ${nearest}?)`);
  }
  problems.push(...findTlsProblems(values), ...findIssuerProblems(values));
  if (problems.length > 0) {
    throw new TaskwrightError('invalid_input', `The environment is wrong: ${problems.join('; ')}.`, {
      hint: 'The guide to configuration lists every name.',
    });
  }
  const warnings = unknown.map(({ name }) => `${name} is not a setting of Taskwright and is ignored.`);
  return toConfig(values, warnings);
}

export interface ServerAddresses {
  readonly temporalAddress: string;
  readonly databaseUrl: string;
}

/** The user's own servers, or null for the embedded ones. Throws invalid_input when only one of the two is named. */
export function toServerAddresses({ temporal: { address }, databaseUrl }: Config): ServerAddresses | null {
  if (address === null && databaseUrl === null) return null;
  if (address !== null && databaseUrl !== null) return { temporalAddress: address, databaseUrl };
  const [given, missing] =
    address === null ? ['DATABASE_URL', 'TEMPORAL_ADDRESS'] : ['TEMPORAL_ADDRESS', 'DATABASE_URL'];
  throw new TaskwrightError('invalid_input', `${given} is set and ${missing} is not.`, {
    hint: 'Set both to use your own servers, or neither to let Taskwright bring up its own.',
  });
}

/**
 * The worker's own credentials: what no log and no result may show, besides the secrets of tasks. The password of the
 * database is left out: it is often an ordinary word ("postgres"), which would then be masked in every result.
 */
export function listCredentials({ temporal, gatewayToken }: Config): string[] {
  const { clientKey } = temporal.tls;
  const key = clientKey?.kind === 'pem' ? clientKey.pem : null;
  return [temporal.apiKey, gatewayToken, key].filter((value) => value !== null);
}

function readValues(env: Environment): { values: SettingValues; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { schema, form }] of Object.entries(SETTINGS)) {
    const text = env[name]?.trim();
    if (text === undefined || text === '') continue;
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} must be ${form}`);
  }
  return { values, problems };
}

function toConfig(values: SettingValues, warnings: readonly string[]): Config {
  return {
    temporal: {
      address: values.TEMPORAL_ADDRESS ?? null,
      namespace: values.TEMPORAL_NAMESPACE ?? 'default',
      apiKey: values.TEMPORAL_API_KEY ?? null,
      tls: toTemporalTlsConfig(values),
      cliPath: values.TEMPORAL_CLI_PATH ?? null,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    uiUrl: values.TASKWRIGHT_UI_URL ?? null,
    gatewayUrl: values.TASKWRIGHT_URL ?? null,
    gatewayToken: values.TASKWRIGHT_TOKEN ?? null,
    gateway: {
      listen: values.TASKWRIGHT_LISTEN ?? null,
      publicHosts: values.TASKWRIGHT_PUBLIC_HOSTS ?? [],
      webhooksFile: values.TASKWRIGHT_WEBHOOKS_FILE ?? null,
      issuer: toIssuer(values),
    },
    workspace: values.TASKWRIGHT_WORKSPACE ?? 'default',
    taskQueue: values.TASKWRIGHT_TASK_QUEUE ?? 'taskwright',
    isShellAllowed: values.TASKWRIGHT_ALLOW_SHELL ?? false,
    allowHosts: values.TASKWRIGHT_ALLOW_HOSTS ?? [],
    mcpServersFile: values.TASKWRIGHT_MCP_SERVERS ?? null,
    secretsDirectory: values.TASKWRIGHT_SECRETS_DIR ?? null,
    dataDirectory: values.TASKWRIGHT_DATA_DIR ?? null,
    filesDirectory: values.TASKWRIGHT_FILES ?? null,
    authored: {
      templates: values.TASKWRIGHT_TEMPLATES ?? null,
      specialists: values.TASKWRIGHT_SPECIALISTS ?? null,
      taskTypes: values.TASKWRIGHT_TASK_TYPES ?? null,
    },
    publicUrl: values.TASKWRIGHT_PUBLIC_URL ?? null,
    channelsFile: values.TASKWRIGHT_CHANNELS ?? null,
    logLevel: values.TASKWRIGHT_LOG_LEVEL ?? 'info',
    timeScale: values.TASKWRIGHT_TIME_SCALE ?? 1,
    warnings,
  };
}

function findIssuerProblems(values: SettingValues): string[] {
  const { TASKWRIGHT_JWT_ISSUER: issuer, TASKWRIGHT_JWT_JWKS_URL: url, TASKWRIGHT_JWT_PUBLIC_KEY: key } = values;
  const keys = [url, key].filter((value) => value !== undefined).length;
  if (issuer === undefined) return keys === 0 ? [] : ['TASKWRIGHT_JWT_ISSUER must be set as well'];
  if (keys === 1) return [];
  return ['one of TASKWRIGHT_JWT_JWKS_URL and TASKWRIGHT_JWT_PUBLIC_KEY must be set with TASKWRIGHT_JWT_ISSUER'];
}

function toIssuer(values: SettingValues): Issuer | null {
  const { TASKWRIGHT_JWT_ISSUER: issuer, TASKWRIGHT_JWT_JWKS_URL: jwksUrl, TASKWRIGHT_JWT_PUBLIC_KEY: key } = values;
  const keys = jwksUrl !== undefined ? { jwksUrl } : key !== undefined ? { publicKey: key } : null;
  if (issuer === undefined || keys === null) return null;
  return { issuer, audience: values.TASKWRIGHT_JWT_AUDIENCE ?? 'taskwright', keys };
}
