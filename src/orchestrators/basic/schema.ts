import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { ERROR_CODES, type ErrorCode } from '../../domain/errors.js';
import { condition, duration, idText, jsonValue, optional, wholeNumber } from '../authored-values.js';
import type { AuthoredTaskFields } from '../task-fields.js';

const errorCodes = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code));

const retry = z.strictObject({
  max_attempts: optional(wholeNumber(1, 1_000)).describe('How often it is tried in all; 3 unless said.'),
  initial_interval: optional(duration).describe('The pause before the second attempt; 1s unless said.'),
  backoff: optional(
    z.number().min(1, { error: 'must be a number of 1 or more' }).max(100, { error: 'must be a number up to 100' }),
  ).describe('What the pause is multiplied by after each attempt; 2 unless said.'),
  max_interval: optional(duration).describe('The longest pause; 1m unless said.'),
  non_retryable: optional(
    z.array(
      z.union([z.enum(errorCodes), wholeNumber(100, 599)], {
        error: `must be an HTTP status from 100 to 599, or one of ${errorCodes.join(', ')}`,
      }),
    ),
  ).describe('Error codes and HTTP statuses that are not tried again.'),
});

export const basicSchema = z.strictObject({
  action: idText.describe(
    'What is executed: noop, transform, http, shell, mcp, external, run, activity, workflow, or an action of your own.',
  ),
  with: optional(jsonValue).describe("The action's arguments; may contain ${{ }}, and secrets.NAME only here."),
  retry: optional(retry).describe('How a failing attempt is tried again.'),
  fail_when: optional(condition).describe('A condition over "output" that turns a result into a failure.'),
  inline: optional(z.boolean()).describe(
    'Runs inside the workflow task, which is cheaper, for actions that take 2 s at most.',
  ),
});

export interface BasicTask extends TaskDefinition, z.output<typeof basicSchema> {
  readonly kind: 'basic';
}

export interface AuthoredBasicTask extends AuthoredTaskFields, z.input<typeof basicSchema> {
  kind?: 'basic';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    basic: AuthoredBasicTask;
  }
}
