import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { listCredentials, readConfig, toServerAddresses } from '../../../src/config/read-config.js';
import { SETTINGS } from '../../../src/config/settings.js';

function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof TaskwrightError && error.code === 'invalid_input') return error.message;
  }
  return '';
}

describe('readConfig', () => {
  it('has a value for everything when nothing is set', () => {
    expect(readConfig({})).toEqual({
      temporal: {
        address: null,
        namespace: 'default',
        apiKey: null,
        tls: { isEnabled: false, clientCert: null, clientKey: null, serverCaCert: null, serverName: null },
        cliPath: null,
      },
      databaseUrl: null,
      uiUrl: null,
      gatewayUrl: null,
      gatewayToken: null,
      gateway: { listen: null, publicHosts: [], webhooksFile: null, issuer: null },
      workspace: 'default',
      taskQueue: 'taskwright',
      isShellAllowed: false,
      mcpServersFile: null,
      allowHosts: [],
      secretsDirectory: null,
      dataDirectory: null,
      filesDirectory: null,
      authored: { templates: null, specialists: null, taskTypes: null },
      publicUrl: null,
      channelsFile: null,
      logLevel: 'info',
      timeScale: 1,
      warnings: [],
    });
  });

  it('reads what is set', () => {
    const config = readConfig({
      TEMPORAL_ADDRESS: ' temporal.example.com:7233 ',
      TEMPORAL_NAMESPACE: 'prod.a1b2',
      TEMPORAL_API_KEY: 'key-1',
      DATABASE_URL: 'postgres://u:p@h1:5432,h2:5432/db?sslmode=require',
      TEMPORAL_CLI_PATH: '/opt/temporal',
      TASKWRIGHT_URL: 'https://flow.example.com',
      TASKWRIGHT_TOKEN: 'tok-1',
      TASKWRIGHT_WORKSPACE: 'team-a',
      TASKWRIGHT_TASK_QUEUE: 'team-a',
      TASKWRIGHT_ALLOW_SHELL: 'TRUE',
      TASKWRIGHT_ALLOW_HOSTS: '127.0.0.1:8080, *.internal',
      TASKWRIGHT_SECRETS_DIR: '/run/secrets',
      TASKWRIGHT_SPECIALISTS: './roles',
      TASKWRIGHT_DATA_DIR: './state',
      TASKWRIGHT_LOG_LEVEL: 'WARN',
      TASKWRIGHT_TIME_SCALE: '.01',
    });
    expect(config).toMatchObject({
      temporal: {
        address: 'temporal.example.com:7233',
        namespace: 'prod.a1b2',
        apiKey: 'key-1',
        tls: { isEnabled: true },
        cliPath: '/opt/temporal',
      },
      uiUrl: null,
      gatewayUrl: 'https://flow.example.com',
      gatewayToken: 'tok-1',
      workspace: 'team-a',
      taskQueue: 'team-a',
      isShellAllowed: true,
      allowHosts: ['127.0.0.1:8080', '*.internal'],
      secretsDirectory: '/run/secrets',
      dataDirectory: './state',
      authored: { templates: null, specialists: './roles', taskTypes: null },
      logLevel: 'warn',
      timeScale: 0.01,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ TASKWRIGHT_WORKSPACE: '', TASKWRIGHT_ALLOW_SHELL: ' ' })).toEqual(readConfig({}));
  });

  it('names every setting that is wrong at once, with its form and without its value', () => {
    const message = problemsOf({
      TASKWRIGHT_ALLOW_SHELL: 'maybe',
      TASKWRIGHT_TIME_SCALE: '0',
      TASKWRIGHT_ALLOW_HOSTS: 'http://localhost',
      DATABASE_URL: 'mysql://u:hunter2@h/db',
      TASKWRIGHT_WORKSPACE: 'constructor',
    });
    for (const name of [
      'TASKWRIGHT_ALLOW_SHELL',
      'TASKWRIGHT_TIME_SCALE',
      'TASKWRIGHT_ALLOW_HOSTS',
      'DATABASE_URL',
      'TASKWRIGHT_WORKSPACE',
    ] as const) {
      expect(message).toContain(`${name} must be ${SETTINGS[name].form}`);
    }
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['TEMPORAL_ADDRESS', 'https://temporal.example.com'],
    ['TEMPORAL_ADDRESS', 'temporal.example.com'],
    ['TEMPORAL_NAMESPACE', 'two words'],
    ['TEMPORAL_TLS', 'maybe'],
    ['TEMPORAL_TLS_CLIENT_KEY_DATA', 'no pem'],
    ['TEMPORAL_TLS_DISABLE_HOST_VERIFICATION', '1'],
    ['TASKWRIGHT_URL', 'ftp://flow.example.com'],
    ['TASKWRIGHT_TOKEN', 'two words'],
    ['TASKWRIGHT_TASK_QUEUE', 'two words'],
    ['TASKWRIGHT_LOG_LEVEL', 'loud'],
    ['TASKWRIGHT_TIME_SCALE', '-1'],
    ['TASKWRIGHT_TIME_SCALE', '1e9'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(`${name} must be`);
  });

  it('refuses a name that is a slip of a known one, and warns of other unknown ones', () => {
    expect(problemsOf({ TASKWRIGHT_ALOW_HOST: '127.0.0.1' })).toContain(
      'TASKWRIGHT_ALOW_HOST is not known (did you mean TASKWRIGHT_ALLOW_HOSTS?)',
    );
    expect(readConfig({ TASKWRIGHT_COLOUR_SCHEME: 'dark' }).warnings).toEqual([
      'TASKWRIGHT_COLOUR_SCHEME is not a setting of Taskwright and is ignored.',
    ]);
  });

  it('takes secrets and the names that Kubernetes adds for what they are', () => {
    const env = {
      TASKWRIGHT_SECRET_TOKEN: 'hunter22',
      TASKWRIGHT_SERVICE_HOST: '10.0.0.1',
      TASKWRIGHT_PORT: 'tcp://10.0.0.1:80',
      TASKWRIGHT_PORT_80_TCP_ADDR: '10.0.0.1',
      TEMPORAL_CODEC_ENDPOINT: 'http://codec',
    };
    expect(readConfig(env).warnings).toEqual([]);
    expect(readConfig({ 'TASKWRIGHT_SECRET_A B': 'x' }).warnings).toHaveLength(1);
  });
});

describe('toServerAddresses', () => {
  const address = { TEMPORAL_ADDRESS: 'localhost:7233' };
  const database = { DATABASE_URL: 'postgres://localhost/db' };

  it('are the two that are set, or none for the embedded servers', () => {
    expect(toServerAddresses(readConfig({}))).toBeNull();
    expect(toServerAddresses(readConfig({ ...address, ...database }))).toEqual({
      temporalAddress: 'localhost:7233',
      databaseUrl: 'postgres://localhost/db',
    });
  });

  it.each([
    [address, 'TEMPORAL_ADDRESS is set and DATABASE_URL is not.'],
    [database, 'DATABASE_URL is set and TEMPORAL_ADDRESS is not.'],
  ])('are refused when only one is set: %j', (env, message) => {
    expect(() => toServerAddresses(readConfig(env))).toThrow(
      expect.objectContaining({ code: 'invalid_input', message }),
    );
  });
});

describe('listCredentials', () => {
  it('has the keys and tokens of the worker, and not the password of the database', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----';
    const config = readConfig({
      TEMPORAL_API_KEY: 'key-1',
      TASKWRIGHT_TOKEN: 'tok-1',
      DATABASE_URL: 'postgres://postgres:postgres@localhost/db',
      TEMPORAL_TLS_CLIENT_KEY_DATA: key,
      TEMPORAL_TLS_CLIENT_CERT_PATH: 'client.pem',
    });
    expect(listCredentials(config)).toEqual(['key-1', 'tok-1', key]);
    expect(listCredentials(readConfig({}))).toEqual([]);
  });
});
