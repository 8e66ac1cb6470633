import { z } from 'zod';
import type { ZodType } from 'zod';
import { splitAllowHosts, tryParseAllowRule } from '../actions/egress/allow-hosts.js';
import { isValidId } from '../domain/ids.js';

/** One name of the environment. The table in docs/guides/configuration.md has a row for each. */
export interface Setting {
  /** What it decides, one sentence. */
  readonly about: string;
  /** What its text must look like, as said to whoever wrote something else. */
  readonly form: string;
  /** What holds when it is not set, in words. */
  readonly unset: string;
  readonly schema: ZodType<unknown, string>;
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off']);
const SWITCH_FORM = '1 or 0 (also true, yes, on, false, no, off)';

const switchWord = z
  .string()
  .toLowerCase()
  .refine((word) => TRUE_WORDS.has(word) || FALSE_WORDS.has(word))
  .transform((word) => TRUE_WORDS.has(word));

const text = z.string();
const token = text.regex(/^[\x21-\x7e]+$/);

const PEM_FORM = 'a certificate or key in PEM, line breaks included';
const pem = text.regex(/-----BEGIN [A-Z0-9 ]+-----/);

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Every name that is read; those that begin with TASKWRIGHT_SECRET_ are secrets and not settings. */
export const SETTINGS = {
  TEMPORAL_ADDRESS: {
    about: 'The Temporal server.',
    form: 'host:port, as in temporal.example.com:7233',
    unset: 'Taskwright brings up its own',
    schema: text.regex(/^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+):\d{1,5}$/),
  },
  TEMPORAL_NAMESPACE: {
    about: 'The Temporal namespace.',
    form: 'a name without spaces',
    unset: '`default`',
    schema: text.regex(/^\S{1,200}$/),
  },
  TEMPORAL_API_KEY: {
    about: 'The key for Temporal Cloud. Turns TLS on.',
    form: 'printable characters without spaces',
    unset: 'none is sent',
    schema: token,
  },
  TEMPORAL_TLS: {
    about: 'Whether to speak TLS to Temporal.',
    form: SWITCH_FORM,
    unset: 'on if there is an API key or another TLS setting',
    schema: switchWord,
  },
  TEMPORAL_TLS_CLIENT_CERT_PATH: {
    about: 'A file with the client certificate, in PEM.',
    form: 'the path of a file',
    unset: 'no client certificate',
    schema: text,
  },
  TEMPORAL_TLS_CLIENT_CERT_DATA: {
    about: 'The client certificate itself, instead of a file.',
    form: PEM_FORM,
    unset: 'no client certificate',
    schema: pem,
  },
  TEMPORAL_TLS_CLIENT_KEY_PATH: {
    about: 'A file with the private key of the client certificate, in PEM.',
    form: 'the path of a file',
    unset: 'no client certificate',
    schema: text,
  },
  TEMPORAL_TLS_CLIENT_KEY_DATA: {
    about: 'The private key itself, instead of a file.',
    form: PEM_FORM,
    unset: 'no client certificate',
    schema: pem,
  },
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: {
    about: 'A file with the authority that signed the certificate of the server, in PEM.',
    form: 'the path of a file',
    unset: 'the authorities of the system',
    schema: text,
  },
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: {
    about: 'That authority itself, instead of a file.',
    form: PEM_FORM,
    unset: 'the authorities of the system',
    schema: pem,
  },
  TEMPORAL_TLS_SERVER_NAME: {
    about: 'The name that the certificate of the server must carry.',
    form: 'a host name',
    unset: 'the host of TEMPORAL_ADDRESS',
    schema: text.regex(/^[^\s:/]+$/),
  },
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: {
    about: 'Known from the Temporal CLI; the TypeScript SDK always verifies the host, so this must not be on.',
    form: '0: this cannot be turned off. Set TEMPORAL_TLS_SERVER_NAME or a TEMPORAL_TLS_SERVER_CA_CERT_… instead',
    unset: 'the host is verified',
    schema: switchWord.refine((isDisabled) => !isDisabled),
  },
  TEMPORAL_CLI_PATH: {
    about: 'The Temporal CLI that runs the embedded server.',
    form: 'the path of an executable file',
    unset: 'the one that is found on the machine',
    schema: text,
  },
  DATABASE_URL: {
    about: 'The Postgres database.',
    form: 'postgres://user:password@host:port/database',
    unset: 'Taskwright brings up its own',
    schema: text.regex(/^postgres(ql)?:\/\/\S+$/),
  },
  TASKWRIGHT_UI_URL: {
    about: "Where Temporal's Web UI is, for the links to runs.",
    form: 'an http or https URL',
    unset: 'that of the embedded server; none with a server of your own',
    schema: text.refine((value) => /^https?:/i.test(value) && URL.canParse(value)),
  },
  TASKWRIGHT_URL: {
    about: 'A gateway that the CLI speaks to, instead of Temporal and Postgres.',
    form: 'an http or https URL',
    unset: 'the CLI speaks to Temporal and Postgres itself',
    schema: text.refine((value) => /^https?:/i.test(value) && URL.canParse(value)),
  },
  TASKWRIGHT_TOKEN: {
    about: 'The token that the CLI shows to the gateway.',
    form: 'printable characters without spaces',
    unset: 'that of a running `taskwright up`, if the URL is that of its gateway',
    schema: token,
  },
  TASKWRIGHT_LISTEN: {
    about: 'Where the gateway listens.',
    form: 'host:port, as in 0.0.0.0:7420',
    unset: '`127.0.0.1:7420`; `up` takes another port when that one is taken',
    schema: text.regex(/^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+):\d{1,5}$/).transform((value) => {
      const cut = value.lastIndexOf(':');
      return { host: value.slice(0, cut).replace(/^\[(.*)\]$/, '$1'), port: Number(value.slice(cut + 1)) };
    }),
  },
  TASKWRIGHT_PUBLIC_HOSTS: {
    about: 'The names that the gateway is called by, besides those of this machine; requests for others are refused.',
    form: 'host names with commas between them, such as flows.example.com',
    unset: 'localhost and the addresses of this machine only',
    schema: text
      .transform((list) => list.split(',').map((entry) => entry.trim().toLowerCase()))
      .refine((hosts) => hosts.every((host) => /^[^\s:/@*]+$/.test(host))),
  },
  TASKWRIGHT_WEBHOOKS_FILE: {
    about: 'A YAML file with the sources of webhooks.',
    form: 'the path of a file',
    unset: 'no webhooks are taken',
    schema: text,
  },
  TASKWRIGHT_PUBLIC_URL: {
    about: 'Where people reach the gateway, for links to where they decide.',
    form: 'an http or https URL',
    unset: 'notifications have no links; agents are given that of a running `taskwright up`',
    schema: text.refine((value) => /^https?:/i.test(value) && URL.canParse(value)),
  },
  TASKWRIGHT_CHANNELS: {
    about: 'A YAML file with the channels that are notified, and when.',
    form: 'the path of a file',
    unset: '`channels.yaml` in the data folder, if it is there',
    schema: text,
  },
  TASKWRIGHT_JWT_ISSUER: {
    about: 'Whose JWTs the gateway takes, besides its own tokens: the claim `iss`.',
    form: 'a text without spaces',
    unset: 'no JWTs are taken',
    schema: text.regex(/^\S{1,1000}$/),
  },
  TASKWRIGHT_JWT_AUDIENCE: {
    about: 'The claim `aud` of those JWTs.',
    form: 'a text without spaces',
    unset: '`taskwright`',
    schema: text.regex(/^\S{1,1000}$/),
  },
  TASKWRIGHT_JWT_JWKS_URL: {
    about: 'Where the keys of the issuer are.',
    form: 'an http or https URL',
    unset: 'TASKWRIGHT_JWT_PUBLIC_KEY has the key',
    schema: text.refine((value) => /^https?:/i.test(value) && URL.canParse(value)),
  },
  TASKWRIGHT_JWT_PUBLIC_KEY: {
    about: 'The public key of the issuer itself, instead of its address.',
    form: PEM_FORM,
    unset: 'TASKWRIGHT_JWT_JWKS_URL says where it is',
    schema: pem,
  },
  TASKWRIGHT_WORKSPACE: {
    about: 'The workspace that commands work in.',
    form: 'an id of 1 to 100 letters, digits, "-" or "_"',
    unset: '`default`',
    schema: text.refine(isValidId),
  },
  TASKWRIGHT_TASK_QUEUE: {
    about: 'The Temporal task queue of the worker, and of runs that name none.',
    form: 'a name without spaces, of 200 characters at most',
    unset: '`taskwright`',
    schema: text.regex(/^\S{1,200}$/),
  },
  TASKWRIGHT_ALLOW_SHELL: {
    about: 'Whether `shell` tasks may run on this worker.',
    form: SWITCH_FORM,
    unset: 'off',
    schema: switchWord,
  },
  TASKWRIGHT_ALLOW_HOSTS: {
    about: 'What `http` and `mcp` tasks may reach besides public addresses.',
    form: 'hosts with commas between them, such as localhost, 127.0.0.1:8080, *.internal, [::1] or 10.0.0.0/8',
    unset: 'public addresses only',
    schema: text.transform(splitAllowHosts).refine((entries) => entries.every((entry) => tryParseAllowRule(entry))),
  },
  TASKWRIGHT_MCP_SERVERS: {
    about: 'A file with the MCP servers whose tools `mcp` tasks may call.',
    form: 'the path of a file',
    unset: 'there are none',
    schema: text,
  },
  TASKWRIGHT_SECRETS_DIR: {
    about: 'A folder with one file a secret, besides TASKWRIGHT_SECRET_NAME.',
    form: 'the path of a folder',
    unset: 'secrets come from the environment only',
    schema: text,
  },
  TASKWRIGHT_DATA_DIR: {
    about: 'Where the embedded servers keep what they store.',
    form: 'the path of a folder',
    unset: 'the nearest `.taskwright` above, else one here',
    schema: text,
  },
  TASKWRIGHT_FILES: {
    about: 'Holds a folder for each workspace, by its name: files that are handed in are read from there.',
    form: 'the path of a folder',
    unset: '`.taskwright/files`',
    schema: text,
  },
  TASKWRIGHT_TEMPLATES: {
    about: 'A folder with templates of tasks of your own, in YAML or JSON.',
    form: 'the path of a folder',
    unset: '`.taskwright/templates`',
    schema: text,
  },
  TASKWRIGHT_SPECIALISTS: {
    about: 'A folder with roles of specialists of your own, in YAML or JSON.',
    form: 'the path of a folder',
    unset: '`.taskwright/specialists`',
    schema: text,
  },
  TASKWRIGHT_TASK_TYPES: {
    about: 'A folder with types of tasks of your own, in YAML or JSON.',
    form: 'the path of a folder',
    unset: '`.taskwright/task-types`',
    schema: text,
  },
  TASKWRIGHT_LOG_LEVEL: {
    about: 'The least severe message that is logged.',
    form: LOG_LEVELS.join(', '),
    unset: '`info`',
    schema: text.toLowerCase().pipe(z.enum(LOG_LEVELS)),
  },
  TASKWRIGHT_TIME_SCALE: {
    about: 'Multiplies every duration of a definition; for tests.',
    form: 'a number above 0 and up to 1000, as in 0.01',
    unset: '`1`',
    schema: text
      .regex(/^\d*\.?\d+$/)
      .transform(Number)
      .refine((scale) => scale > 0 && scale <= 1000),
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The values that were set, each as its schema reads it. */
export type SettingValues = { readonly [Name in SettingName]?: z.output<(typeof SETTINGS)[Name]['schema']> };

export type LogLevel = (typeof LOG_LEVELS)[number];
