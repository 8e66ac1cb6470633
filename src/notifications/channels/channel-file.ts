import { parse } from 'yaml';
import { z } from 'zod';
import { toPredicate } from '../../definitions/predicate.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import { isValidId } from '../../domain/ids.js';
import { parseExpression } from '../../expressions/expression.js';

/** What is told where. Read by whatever hosts a worker. */
export interface ChannelFile {
  /** By name; a change of a lifecycle names them as well. */
  readonly channels: ReadonlyMap<string, Channel>;
  readonly rules: readonly Rule[];
  /** The channel of the kind `email` by which contacts are told whose address is one of mail. */
  readonly contacts: string | null;
}

export type Channel = z.output<typeof channelSchema> & { readonly name: string };

export type ChannelOf<Kind extends Channel['kind']> = Extract<Channel, { readonly kind: Kind }>;

export type Rule = z.output<typeof ruleSchema>;

const idText = z.string().refine(isValidId, { error: 'must have 1 to 100 letters, digits, "-" or "_"' });
const idList = z.array(idText).min(1).max(100);
const text = z.string().min(1).max(2_000);

/** May hold `${{ secrets.NAME }}`, which is read as something is sent. */
const withSecrets = text.refine((value) => !/\$\{\{(?!\s*secrets\.[A-Za-z0-9_-]+\s*\}\})/.test(value), {
  error: 'may hold ${{ secrets.NAME }} and no other expression',
});

const mailAddress = z
  .string()
  .regex(/^[^\s@,;<>"]{1,100}@[^\s@,;<>"]{1,200}$/, { error: 'must be an address of mail' });

const common = {
  /** That may name it, and whose events it is told of; all unless said. */
  workspaces: idList.optional(),
  max_attempts: z.int().min(1).max(20).default(10),
};

const channelSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('webhook'), url: withSecrets, secret: idText, ...common }),
    z.strictObject({ kind: z.literal('slack'), url: withSecrets, ...common }),
    z.strictObject({
      kind: z.literal('email'),
      host: text,
      port: z.int().min(1).max(65_535).default(587),
      /** TLS from the first byte, as on port 465; else STARTTLS is asked for where the server has it. */
      secure: z.boolean().default(false),
      user: withSecrets.optional(),
      password: withSecrets.optional(),
      from: text,
      to: z.array(mailAddress).max(50).default([]),
      ...common,
    }),
    z.strictObject({ kind: z.literal('log'), ...common }),
  ],
  { error: 'must have a "kind": webhook, slack, email or log' },
);

const EVENT = /^(?:\*|[a-z_]+\.(?:\*|[a-z_]+))$/;
const EVENT_ERROR = 'must be an event such as approval.waiting, run.* or *, or a list';
const eventName = z.string().regex(EVENT, { error: EVENT_ERROR });

const ruleSchema = z.strictObject({
  on: z.union([eventName.transform((name) => [name]), z.array(eventName).min(1).max(50)], { error: EVENT_ERROR }),
  channels: z.array(z.string().min(1)).min(1).max(20),
  workspaces: idList.optional(),
  /** Of runs; of trees of generic tasks the type of the root. */
  definitions: z.array(z.string().min(1)).min(1).max(100).optional(),
  /** A condition over `event`. */
  when: text.optional(),
});

const fileSchema = z.strictObject({
  channels: z.record(z.string().regex(/^\S{1,100}$/, { error: 'must have no spaces' }), channelSchema),
  rules: z.array(ruleSchema).max(200).default([]),
  contacts: z.string().optional(),
});

/** Reads the text of TASKWRIGHT_CHANNELS. Throws invalid_input, which names everything that is wrong. */
export function parseChannelFile(source: string): ChannelFile {
  const read = fileSchema.safeParse(parseYaml(source), { error: toPredicate });
  if (!read.success) {
    throw wrong(read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  }
  const { channels, rules, contacts = null } = read.data;
  const unknown = rules.flatMap((rule, index) =>
    rule.channels
      .filter((name) => !Object.hasOwn(channels, name))
      .map((name) => `rules.${index}.channels: there is no channel "${name}"`),
  );
  const wrongWhen = rules.flatMap(({ when }, index) => findWhenProblem(when, index));
  const isMail = contacts === null || (Object.hasOwn(channels, contacts) && channels[contacts]?.kind === 'email');
  const problems = [...unknown, ...wrongWhen, ...(isMail ? [] : ['contacts: must be a channel of the kind email'])];
  if (problems.length > 0) throw wrong(problems);
  return {
    channels: new Map(Object.entries(channels).map(([name, channel]) => [name, { ...channel, name }])),
    rules,
    contacts,
  };
}

function findWhenProblem(when: string | undefined, index: number): readonly string[] {
  if (when === undefined) return [];
  try {
    parseExpression(when);
    return [];
  } catch (thrown) {
    return [`rules.${index}.when: ${toMessage(thrown)}`];
  }
}

function wrong(problems: readonly string[]): TaskwrightError {
  return new TaskwrightError('invalid_input', `The file of channels is wrong: ${problems.join('; ')}.`, {
    hint: 'The guide to notifications shows one.',
  });
}

function parseYaml(source: string): unknown {
  try {
    return parse(source);
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file of channels is not YAML: ${toMessage(thrown)}.`);
  }
}
