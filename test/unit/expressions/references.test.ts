import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/expressions/expression.js';
import { mergeReferences, type References } from '../../../src/expressions/references.js';

function referencesOf(source: string): References {
  return parseExpression(source).references;
}

function namesIn(source: string): string[] {
  return referencesOf(source).variables.map(({ name }) => name);
}

describe('what an expression reads', () => {
  it('lists each variable once, where it first stands', () => {
    expect(referencesOf('input.a + run.id + input.b').variables).toEqual([
      { name: 'input', offset: 0, line: 1, column: 1 },
      { name: 'run', offset: 10, line: 1, column: 11 },
    ]);
  });

  it('finds tasks by name and by text, with the fields that are read of each', () => {
    const { tasks, readsAllTasks } = referencesOf('tasks.a.output.n + tasks["my-task"].status + tasks.a.error.code');
    expect(tasks.map(({ id, fields, column }) => ({ id, fields, column }))).toEqual([
      { id: 'a', fields: ['output', 'error'], column: 1 },
      { id: 'my-task', fields: ['status'], column: 20 },
    ]);
    expect(readsAllTasks).toBe(false);
  });

  it('knows a task that is taken as a whole', () => {
    expect(referencesOf('toJson(tasks.a)').tasks).toMatchObject([{ id: 'a', fields: 'all' }]);
  });

  it('finds tasks within has(), macros and arguments', () => {
    const ids = (source: string) => referencesOf(source).tasks.map(({ id }) => id);
    expect(ids('has(tasks.a.output.x) ? tasks.b.output : [tasks.c.output]')).toEqual(['a', 'b', 'c']);
    expect(ids('input.list.map(x, tasks.a.output[x])')).toEqual(['a']);
    expect(ids('{"k": size(tasks.a.output)}')).toEqual(['a']);
    expect(ids('!tasks.a.output.ok || -tasks.b.output.n < 0')).toEqual(['a', 'b']);
  });

  it.each(['tasks[input.name].output', 'size(tasks)', 'tasks.all(t, true)', '"a" in tasks', 'tasks'])(
    'takes %s to read any task',
    (source) => {
      expect(referencesOf(source).readsAllTasks).toBe(true);
    },
  );

  it('looks into a computed key', () => {
    expect(namesIn('tasks[input.name].output')).toEqual(['tasks', 'input']);
    expect(referencesOf('input[tasks.a.output]').tasks).toMatchObject([{ id: 'a' }]);
  });

  it('leaves out names that a macro binds, only within that macro', () => {
    expect(namesIn('input.list.map(x, x.a)')).toEqual(['input']);
    expect(namesIn('input.list.map(x, x.a) == x')).toEqual(['input', 'x']);
    expect(namesIn('item.filter(item, item > 0)')).toEqual(['item']);
    expect(namesIn('cel.bind(y, z, y + y)')).toEqual(['z']);
    expect(namesIn('cel.bind(y, y, y)')).toEqual(['y']);
    expect(namesIn('[1].map(a, [2].map(b, a + b + c))')).toEqual(['c']);
  });

  it('takes a bound name for no task', () => {
    const { tasks, readsAllTasks } = referencesOf('input.list.map(tasks, tasks.a)');
    expect({ tasks, readsAllTasks }).toEqual({ tasks: [], readsAllTasks: false });
  });

  it('leaves out types and the namespaces of functions', () => {
    expect(namesIn('type(input.x) == string && math.abs(1) == 1 && base64.decode("") == b""')).toEqual(['input']);
  });

  it('takes the name of a type for a variable where a key of it is read', () => {
    expect(namesIn('map.a + list[0]')).toEqual(['map', 'list']);
  });

  it('lists secrets, and knows when any of them may be read', () => {
    expect(referencesOf('"Bearer " + secrets.TOKEN').secrets).toMatchObject([{ name: 'TOKEN', column: 13 }]);
    expect(referencesOf('secrets.TOKEN').readsAllSecrets).toBe(false);
    expect(referencesOf('secrets[input.name]').readsAllSecrets).toBe(true);
  });

  it('merges what several expressions read', () => {
    const merged = mergeReferences([
      referencesOf('tasks.a.output + input.x'),
      referencesOf('tasks.a.status == secrets.A'),
      referencesOf('toJson(tasks.b) + input.y'),
    ]);
    expect(merged.tasks.map(({ id, fields }) => [id, fields])).toEqual([
      ['a', ['output', 'status']],
      ['b', 'all'],
    ]);
    expect(merged.variables.map(({ name }) => name)).toEqual(['tasks', 'input', 'secrets']);
    expect(merged.secrets.map(({ name }) => name)).toEqual(['A']);
  });
});
