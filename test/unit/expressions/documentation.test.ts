import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COST_LIMIT, TEXT_LIMIT } from '../../../src/expressions/budget.js';
import { RENDER_DEPTH_LIMIT } from '../../../src/expressions/field-path.js';
import { toSignatures } from '../../../src/expressions/functions/function.js';
import { EXPRESSION_FUNCTIONS } from '../../../src/expressions/functions/function-table.js';
import { RESULT_LIMIT } from '../../../src/expressions/json-value.js';
import { MACROS } from '../../../src/expressions/macro.js';
import { NESTING_LIMIT, NODE_LIMIT, SOURCE_LIMIT } from '../../../src/expressions/syntax.js';

const DOCUMENT = readFileSync(new URL('../../../docs/decisions/0003-expressions.md', import.meta.url), 'utf8');

describe('the decision on expressions', () => {
  it('lists every function and macro', () => {
    const rows = [
      ...MACROS.map(({ signature, summary }) => toRow([signature], summary)),
      ...EXPRESSION_FUNCTIONS.map((definition) => toRow(toSignatures(definition), definition.summary)),
    ];
    const table = DOCUMENT.slice(DOCUMENT.indexOf('| call | gives |')).trim().split('\n').slice(2);
    expect(table).toEqual(rows);
  });

  it('states the limits that hold', () => {
    const limits = DOCUMENT.slice(DOCUMENT.indexOf('## Limits'), DOCUMENT.indexOf('## Consequences'));
    for (const limit of [SOURCE_LIMIT, NODE_LIMIT, NESTING_LIMIT, COST_LIMIT, RENDER_DEPTH_LIMIT]) {
      expect(limits).toContain(limit.toLocaleString('en-US'));
    }
    expect(limits).toContain(`${RESULT_LIMIT / 1024 / 1024} MiB`);
    expect(limits).toContain(`${TEXT_LIMIT / 1024 / 1024} Mi characters`);
  });
});

function toRow(signatures: readonly string[], summary: string): string {
  return `| ${signatures.map((signature) => `\`${signature}\``).join(', ')} | ${summary} |`;
}
