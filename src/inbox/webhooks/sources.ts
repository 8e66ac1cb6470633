import { parse } from 'yaml';
import { z } from 'zod';
import { tryParseDuration } from '../../domain/duration.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import { isValidId } from '../../domain/ids.js';

/** How deliveries of a source prove where they come from. */
export const SOURCE_KINDS = ['github', 'gitlab', 'hmac'] as const;

export interface WebhookSource {
  readonly name: string;
  readonly kind: (typeof SOURCE_KINDS)[number];
  readonly workspace: string;
  /** Names of secrets: each is valid, so that one can take the place of the other. */
  readonly secrets: readonly string[];
  /** `hmac` only: how old a delivery may be. */
  readonly toleranceMs: number;
}

const DEFAULT_TOLERANCE = '5m';

const idText = z.string().refine(isValidId, { error: 'must have 1 to 100 letters, digits, "-" or "_"' });

const fileSchema = z.strictObject({
  sources: z.record(
    idText,
    z.strictObject({
      kind: z.enum(SOURCE_KINDS),
      secrets: z.array(idText).min(1).max(10),
      workspace: idText.default('default'),
      tolerance: z
        .string()
        .default(DEFAULT_TOLERANCE)
        .transform((text, context) => {
          const durationMs = tryParseDuration(text);
          if (durationMs !== null) return durationMs;
          context.addIssue({ code: 'custom', message: 'must be a duration such as 5m' });
          return z.NEVER;
        }),
    }),
  ),
});

/** Reads the text of TASKWRIGHT_WEBHOOKS_FILE. Throws invalid_input, which names everything that is wrong. */
export function parseWebhookSources(text: string): ReadonlyMap<string, WebhookSource> {
  const read = fileSchema.safeParse(parseYaml(text));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new TaskwrightError('invalid_input', `The file of webhooks is wrong: ${problems.join('; ')}.`, {
      hint: 'The guide to webhooks shows one.',
    });
  }
  return new Map(
    Object.entries(read.data.sources).map(([name, { tolerance: toleranceMs, ...source }]) => [
      name,
      { name, ...source, toleranceMs },
    ]),
  );
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file of webhooks is not YAML: ${toMessage(thrown)}.`);
  }
}
