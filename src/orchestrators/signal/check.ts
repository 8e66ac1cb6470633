import type { PartProblem } from '../kind.js';
import type { SignalTask } from './schema.js';

/** The fields of `to` that belong together, and those that may stand with them. */
const FORMS = [
  { needed: ['run'], allowed: [] },
  { needed: ['run', 'task'], allowed: [] },
  { needed: ['correlation'], allowed: [] },
  { needed: ['definition', 'run', 'start'], allowed: ['input'] },
] as const;

export function checkSignal({ to }: SignalTask): PartProblem[] {
  const given = Object.keys(to);
  const isForm = FORMS.some(
    ({ needed, allowed }) =>
      needed.every((key) => given.includes(key)) &&
      given.every((key) => [...needed, ...allowed].some((known) => known === key)),
  );
  if (isForm) return [];
  return [
    {
      field: ['to'],
      message: `"to" cannot be understood with ${given.length === 0 ? 'nothing in it' : given.map((key) => `"${key}"`).join(', ')}.`,
      hint: 'Write { run }, { run, task }, { correlation }, or { definition, input, run, start: true }.',
    },
  ];
}
