import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { toPredicate } from '../../../../src/definitions/predicate.js';
import { listProblems } from '../../../../src/tasks/inputs/input-problems.js';
import { bulkUpdateInput } from '../../../../src/tasks/verbs/bulk-update.js';
import { manageDependenciesInput } from '../../../../src/tasks/verbs/manage-dependencies.js';
import { queryTasksInput } from '../../../../src/tasks/query/query-input.js';
import { updateTaskInput } from '../../../../src/tasks/verbs/update-task.js';

describe('what is wrong with an input', () => {
  function problemsOf(schema: z.ZodType, input: unknown) {
    const { error } = schema.safeParse(input, { error: toPredicate });
    return listProblems(schema, input, error?.issues ?? []);
  }

  it('is said of the form that was meant, where several are allowed', () => {
    expect(problemsOf(queryTasksInput, { status: 'complted' })).toEqual([
      {
        field: 'status',
        message: expect.stringContaining('"status" must be pending, blocked'),
        expected: expect.stringContaining('pending, blocked'),
        hint: 'Did you mean "completed"?',
      },
    ]);
    expect(problemsOf(queryTasksInput, { lifecycle_stage: ['ready', 'actve'] })).toMatchObject([
      { field: 'lifecycle_stage.1', hint: 'Did you mean "active"?' },
    ]);
    expect(problemsOf(queryTasksInput, { task_type: 5 })).toEqual([
      { field: 'task_type', message: '"task_type" must be a text or a list', expected: 'a text or a list' },
    ]);
    const dependencies = [{ dependency_task_id: 'a', dependency_type: 'compleation' }];
    expect(problemsOf(manageDependenciesInput, { task_id: 't', dependencies })).toMatchObject([
      { field: 'dependencies.0.dependency_type', hint: 'Did you mean "completion"?' },
    ]);
  });

  it('names the field that was meant, wherever it stands', () => {
    expect(problemsOf(updateTaskInput, { task_id: 't', updates: { titel: 'T' } })).toEqual([
      { field: 'updates.titel', message: '"updates.titel" is not known', hint: 'Did you mean "title"?' },
    ]);
    expect(problemsOf(queryTasksInput, { filters: { stauts: 'ready' } })).toMatchObject([
      { field: 'filters.stauts', hint: 'Did you mean "status"?' },
    ]);
    const dependencies = [{ dependency_task_id: 'a', criticalty: 'high' }];
    expect(problemsOf(manageDependenciesInput, { task_id: 't', dependencies })).toMatchObject([
      { field: 'dependencies.0.criticalty', hint: 'Did you mean "criticality"?' },
    ]);
    expect(problemsOf(queryTasksInput, { sort: { by: 'title' } })).toMatchObject([
      { field: 'sort.by', hint: 'It takes field, direction.' },
    ]);
  });

  it('is a sentence also of the whole, and of ids', () => {
    expect(problemsOf(bulkUpdateInput, { updates: { team: 'red' } })).toMatchObject([
      { field: '', message: 'it needs one of task_ids and filters' },
    ]);
    expect(problemsOf(updateTaskInput, { task_id: 'a/b' })).toEqual([
      {
        field: 'task_id',
        message: '"task_id" must have 1 to 100 letters, digits, "-" or "_", and be no name such as "constructor"',
      },
    ]);
  });
});
