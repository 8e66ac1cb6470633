import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { StateContext, TaskKind } from '../kind.js';
import { createSchemaCheck } from '../../definitions/json-schema.js';
import { reduceValues } from './reduce-values.js';
import type { AggregateTask } from './schema.js';

export const aggregateKind: TaskKind<AggregateTask> = {
  kind: 'aggregate',
  plan: () => ({ prepares: true, ownsOutputs: true }),

  async createState(task, context) {
    const output =
      task.reduce === undefined
        ? await context.render(task.outputs ?? null, { field: 'outputs' })
        : await reduce(task.reduce, context);
    refuseUnfit(task.schema, output, context);
    return { outcome: 'completed', output };
  },
};

async function reduce(rule: NonNullable<AggregateTask['reduce']>, context: StateContext): Promise<JsonValue> {
  const from = await context.evaluate(rule.from, { field: 'reduce.from' });
  const items = Array.isArray(from) ? from : isJsonObject(from) ? Object.values(from) : null;
  if (items === null) {
    throw new TaskwrightError(
      'invalid_input',
      `"reduce.from" must be a list, and is ${from === null ? 'null' : typeof from}.`,
      { path: context.path },
    );
  }
  const values =
    rule.value === undefined
      ? items
      : await context.evaluateEach(rule.value, {
          field: 'reduce.value',
          each: items.map((item: JsonValue, index: number): JsonObject => ({ item, index })),
        });
  return reduceValues(rule.op, values, context.path);
}

function refuseUnfit(schema: JsonObject | undefined, output: JsonValue, context: StateContext): void {
  const violations = schema === undefined ? [] : createSchemaCheck(schema)(output);
  if (violations.length === 0) return;
  const what = violations.map(({ message }) => message).join(' ');
  throw new TaskwrightError('task_failed', `Its value does not meet its schema: ${what}`, { path: context.path });
}
