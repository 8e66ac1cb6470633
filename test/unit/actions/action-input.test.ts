import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../../src/actions/action.js';
import { findInputProblems, parseActionInput } from '../../../src/actions/action-input.js';
import { actionContext } from './action-context.js';

const schema = z.strictObject({ url: z.url(), count: z.number(), tags: z.array(z.string()).optional() });

describe('parseActionInput', () => {
  it('returns what the schema makes of the input', () => {
    expect(parseActionInput('greet', z.object({ n: z.number().default(3) }), {})).toEqual({ n: 3 });
  });

  it('refuses a wrong input as one error that is not retried and names each place', () => {
    expect(() => parseActionInput('greet', schema, { url: 'https://a.test', count: 'x', more: 1, tags: [7] })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        isRetryable: false,
        message:
          'The input of greet is wrong at with.count: Invalid input: expected number, received string; ' +
          'at with.tags.0: Invalid input: expected string, received number; at with: Unrecognized key: "more".',
      }),
    );
  });
});

describe('findInputProblems', () => {
  it('lets pass what is known only when the expressions are evaluated', () => {
    expect(findInputProblems(schema, { url: 'https://${{ input.host }}/', count: '${{ 1 }}' })).toEqual([]);
    expect(findInputProblems(schema, '${{ input }}')).toEqual([]);
  });

  it('finds unknown keys, missing keys and wrong values before the run', () => {
    expect(findInputProblems(schema, { url: '${{ input.url }}', tags: ['${{ a }}', 1], more: true })).toEqual([
      { path: ['count'], message: 'Invalid input: expected number, received undefined' },
      { path: ['tags', 1], message: 'Invalid input: expected string, received number' },
      { path: [], message: 'Unrecognized key: "more"' },
    ]);
  });
});

describe('defineAction', () => {
  it('checks the input, and returns what JSON can say of the result', async () => {
    const action = defineAction({
      name: 'stamp',
      input: z.object({ day: z.string() }),
      run: ({ day }) => ({ at: new Date(day), gone: undefined }),
      output: z.any(),
    });
    expect(await action.run({ day: '2024-01-02' }, actionContext())).toEqual({ at: '2024-01-02T00:00:00.000Z' });
    await expect(action.run({ day: 1 }, actionContext())).rejects.toMatchObject({
      code: 'invalid_input',
      isRetryable: false,
    });
  });
});
