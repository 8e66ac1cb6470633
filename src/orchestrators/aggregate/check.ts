import type { JsonObject } from '../../domain/json.js';
import type { FieldPath, PartProblem } from '../kind.js';
import type { AggregateTask } from './schema.js';

interface SchemaChecker {
  findSchemaDefect(
    schema: JsonObject,
  ): { readonly field: FieldPath; readonly reason: string; readonly hint: string } | null;
}

export function checkAggregate(task: AggregateTask, { findSchemaDefect }: SchemaChecker): PartProblem[] {
  const problems: PartProblem[] = [];
  if ((task.outputs === undefined) === (task.reduce === undefined)) {
    problems.push({
      field: task.reduce === undefined ? [] : ['reduce'],
      message: 'An aggregate has either "outputs" or "reduce".',
      hint: 'Write "outputs: { name: ${{ … }} }", or "reduce: { op, from }".',
    });
  }
  const defect = task.schema === undefined ? null : findSchemaDefect(task.schema);
  if (defect !== null) {
    problems.push({
      field: ['schema', ...defect.field],
      message: `"schema" is not a JSON Schema: ${defect.reason}.`,
      hint: defect.hint,
    });
  }
  return problems;
}
