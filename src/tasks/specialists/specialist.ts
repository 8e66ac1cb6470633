import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { id, longText, name, parseInput } from '../inputs/scalars.js';

/** Who a task is for: what they are good at and how they work. */
export interface Specialist {
  /** What `specialist_type` says. */
  readonly name: string;
  /** Other words for it. */
  readonly aliases: readonly string[];
  readonly role: string;
  readonly expertise: readonly string[];
  readonly approach: string;
  readonly instructions: readonly string[];
}

/** A text is a list of one. */
const texts = z.union([longText.transform((text) => [text]), z.array(longText).max(200)]);

/** A role file, and what is registered. */
export const specialistInput = z.strictObject({
  name: id,
  aliases: z.array(id).max(50).default([]),
  role: name,
  expertise: texts.default([]),
  approach: texts.transform((lines) => lines.join('\n')).default(''),
  instructions: texts.default([]),
});

export function parseSpecialist(document: JsonObject, subject: string): Specialist {
  return parseInput(specialistInput, document, subject);
}
