import { expect, it } from 'vitest';
import { play } from './play.js';

const HOSTILE = { nul: 'a\0b', half: '\ud800' };

it.each(['nul', 'half'] as const)('a text of the input that is no text (%s) is kept as it came', async (name) => {
  const view = await play(`{ action: transform, with: { "v": "\${{ input.${name} }}" } }`, { input: HOSTILE });
  expect([view.input, view.output]).toEqual([HOSTILE, { v: HOSTILE[name] }]);
});

it.each([
  'title: "${{ input.nul }}", action: noop',
  'description: "${{ input.half }}", action: noop',
  'attributes: { x: ["${{ input.nul }}"] }, action: noop',
  'kind: wait, signal: s, correlation: "${{ input.nul }}"',
])('and fails the task where it has to be one (%s)', async (fields) => {
  const view = await play(`{ tasks: [{ id: a, ${fields} }] }`, { input: HOSTILE });
  expect(view).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/a' } });
});
