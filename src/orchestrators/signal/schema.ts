import { z } from 'zod';
import type { TaskDefinition } from '../../domain/definition.js';
import { jsonValue, optional, signalName, templateText } from '../authored-values.js';
import type { AuthoredTaskFields } from '../task-fields.js';

const to = z
  .strictObject({
    run: optional(templateText).describe("A run's id."),
    task: optional(templateText).describe('With "run": the path of a task in it, such as /approve.'),
    correlation: optional(templateText).describe('Every wait with this correlation key.'),
    definition: optional(templateText).describe(
      'With "run" and "start": the definition that is started, as ID or ID@VERSION, when the run does not exist.',
    ),
    input: optional(jsonValue).describe('With "start": the input it is started with; may contain ${{ }}.'),
    start: optional(z.literal(true)).describe('Starts the run if there is none.'),
  })
  .meta({
    anyOf: [
      { required: ['run'], maxProperties: 1 },
      { required: ['run', 'task'], maxProperties: 2 },
      { required: ['correlation'], maxProperties: 1 },
      {
        required: ['definition', 'run', 'start'],
        not: { anyOf: [{ required: ['task'] }, { required: ['correlation'] }] },
      },
    ],
  });

export const signalSchema = z.strictObject({
  signal: signalName.describe('The name of the signal that is sent.'),
  to: to.describe('Whom it is sent to.'),
  payload: optional(jsonValue).describe('What is sent with it; may contain ${{ }}.'),
  allow_none: optional(z.boolean()).describe('Whether reaching nobody is fine; false unless said.'),
});

export interface SignalTask extends TaskDefinition, z.output<typeof signalSchema> {
  readonly kind: 'signal';
}

export interface AuthoredSignalTask extends AuthoredTaskFields, z.input<typeof signalSchema> {
  kind: 'signal';
}

declare module '../child-task.js' {
  interface AuthoredKinds {
    signal: AuthoredSignalTask;
  }
}
