import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import { checkTemplates, listExpressions, templateReferences } from '../../../src/expressions/check-templates.js';

describe('checking the templates of a value', () => {
  it('finds the first problem of every text, with its place', () => {
    const value = { url: 'https://${{ input.host }}/', body: [{ a: '${{ input.a + }}' }, 'x ${{ inptu }} ${{'], n: 1 };
    expect(checkTemplates(value, { variables: ['input'] })).toMatchObject([
      { field: ['body', 0, 'a'], column: 15, reason: 'it ends too early' },
      { field: ['body', 1], column: 16, reason: '"${{" is not closed' },
    ]);
  });

  it('finds nothing in a value without faults, nor in keys', () => {
    expect(checkTemplates({ '${{ key': '${{ input.a }}', b: ['$${{', null, true] })).toEqual([]);
  });

  it('finds a value that is nested too deeply', () => {
    let value: JsonValue = 'x';
    for (let depth = 0; depth < 1_000; depth += 1) value = [value];
    expect(checkTemplates(value)).toMatchObject([{ reason: 'the value is nested more than 200 deep' }]);
  });
});

describe('the expressions of a value', () => {
  const value = {
    a: '${{ tasks.x.output }} and ${{ input.y }}',
    b: [{ c: '${{ tasks["z-1"].status + secrets.S }}' }],
    d: 'plain',
  };

  it('are listed with their places', () => {
    expect(listExpressions(value).map(({ field, offset, expression }) => [field, offset, expression.source])).toEqual([
      [['a'], 3, ' tasks.x.output '],
      [['a'], 29, ' input.y '],
      [['b', 0, 'c'], 3, ' tasks["z-1"].status + secrets.S '],
    ]);
  });

  it('say together what they read', () => {
    const references = templateReferences(value);
    expect(references.tasks.map(({ id, fields }) => [id, fields])).toEqual([
      ['x', ['output']],
      ['z-1', ['status']],
    ]);
    expect(references.variables.map(({ name }) => name)).toEqual(['tasks', 'input', 'secrets']);
    expect(references.secrets.map(({ name }) => name)).toEqual(['S']);
  });

  it('are none in a plain value', () => {
    expect(listExpressions({ a: [1, 'b', null] })).toEqual([]);
  });
});
