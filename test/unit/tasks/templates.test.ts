import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import type { JsonObject, JsonValue } from '../../../src/domain/json.js';
import { readAuthoredText } from '../../../src/tasks/authored/read-text.js';
import { checkTemplate } from '../../../src/tasks/templates/check-template.js';
import { loadTemplate } from '../../../src/tasks/templates/load-template.js';
import { draw, find, library, plan, template } from '../../support/templates.js';

async function attributesOf(attributes: JsonObject, properties: JsonObject, parameters: JsonObject) {
  const { tasks } = await plan(template({ attributes }, properties), parameters);
  return tasks[0]?.fields.attributes;
}

const ANY = {};

describe('placeholders', () => {
  it('keep the type of a value that stands alone, and write it out within text', async () => {
    const properties = { list: ANY, n: ANY, flag: ANY, none: ANY };
    const attributes = { a: '{list}', b: '{{ n }}', c: '{flag}', d: '{none}', e: 'n={n}, list={{list}}, none={none}.' };
    expect(await attributesOf(attributes, properties, { list: [1, 'x'], n: 3, flag: false, none: null })).toEqual({
      a: [1, 'x'],
      b: 3,
      c: false,
      d: null,
      e: 'n=3, list=[1,"x"], none=.',
    });
  });

  it('are never looked for in a value', async () => {
    expect(await attributesOf({ a: '{x}', b: 'say {x}' }, { x: ANY, y: ANY }, { x: '{y} {{y}}', y: 'no' })).toEqual({
      a: '{y} {{y}}',
      b: 'say {y} {{y}}',
    });
  });

  it('drop the attribute that is only a parameter which was left out', async () => {
    const attributes = { a: '{x}', b: ['{x}', 'kept'], c: { d: '{{x}}' }, e: '{y}' };
    expect(await attributesOf(attributes, { x: ANY, y: { default: 7 } }, {})).toEqual({ b: ['kept'], c: {}, e: 7 });
  });

  it('are told from braces that mean something else', async () => {
    const attributes = {
      json: '{ "a": 1 }',
      shell: '${HOME}',
      cel: '${{ input.x }}',
      escaped: '\\{x} \\{{x}}',
      empty: '{}',
    };
    expect(await attributesOf(attributes, { x: ANY }, { x: 1 })).toEqual({ ...attributes, escaped: '{x} {{x}}' });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['names no parameter', { attributes: { a: '{other}' } }, {}, '{other} is no parameter'],
    ['was left out and stands within text', { attributes: { a: 'for {x}' } }, { x: ANY }, '{x} was left out'],
    ['asks for an unknown filter', { attributes: { a: '{x|loud}' } }, { x: { default: '' } }, '"loud"'],
  ])('are refused where one %s', async (_, root, properties, message) => {
    await expect(plan(template(root, properties))).rejects.toThrow(message);
  });
});

describe('parameters', () => {
  it('have to meet their schema', async () => {
    const document = template({}, { n: { type: 'integer' } }, {});
    await expect(plan(document, { n: 'three' })).rejects.toThrow('"n" must be integer');
  });

  it('are given with the defaults of the schema, also within objects', async () => {
    const properties = { o: { type: 'object', default: {}, properties: { deep: { default: [1] } } } };
    expect((await plan(template({}, properties))).parameters).toEqual({ o: { deep: [1] } });
  });
});

describe('dependencies', () => {
  const children = (...nodes: JsonValue[]) => template({ children: nodes });

  it('name siblings by name, by id, or else by type', async () => {
    const document = children(
      { task_type: 'a', name: 'first' },
      { task_type: 'b', task_id: 'second', title: 'second' },
      { task_type: 'c' },
      {
        task_type: 'd',
        title: 'last',
        dependencies: ['first', 'second', { dependency_task_id: 'c', dependency_type: 'approval' }],
      },
    );
    expect((await draw(document)).at(-1)).toEqual({ title: 'last', parent: 'root', after: ['first', 'second', 'c'] });
  });

  it.each<[string, JsonValue[], string]>([
    ['no sibling', [{ task_type: 'a', dependencies: ['b'] }], 'no sibling is called "b"'],
    ['itself', [{ task_type: 'a', dependencies: ['a'] }], 'cycle: a → a'],
    ['several', [{ task_type: 'a' }, { task_type: 'a' }, { task_type: 'b', dependencies: ['a'] }], 'ambiguous'],
    [
      'a named one by its type',
      [
        { task_type: 'a', name: 'n' },
        { task_type: 'b', dependencies: ['a'] },
      ],
      'no sibling',
    ],
    [
      'each other',
      [
        { task_type: 'a', dependencies: ['b'] },
        { task_type: 'b', dependencies: ['a'] },
      ],
      'a → b → a',
    ],
    [
      'each other from the other side',
      [
        { task_type: 'a', dependencies: ['b'] },
        { task_type: 'b', dependencies: [{ dependency_task_id: 'a', dependency_type: 'prerequisite' }] },
      ],
      'cycle',
    ],
  ])('are refused where they name %s, before there are parameters', async (_, nodes, message) => {
    const document = children(...nodes);
    await expect(plan(document)).rejects.toThrow(message);
    const loaded = await loadTemplate(document, find);
    expect(() => checkTemplate(loaded)).toThrow(message);
  });
});

describe('a child that repeats', () => {
  const repeated = (repeat: JsonObject, more: JsonObject = {}) =>
    template(
      {
        children: [
          { task_type: 'copy', name: 'copy', title: 'Copy {item}', repeat, ...more },
          { task_type: 'end', title: 'End', dependencies: ['copy'] },
        ],
      },
      { items: { type: 'array' } },
    );

  it('is made once for each item, and each waits for the one before if it says so', async () => {
    expect(await draw(repeated({ for_each: 'items', chain: true }), { items: ['a', 'b'] })).toEqual([
      { title: 'root', parent: null, after: [] },
      { title: 'Copy a', parent: 'root', after: [] },
      { title: 'Copy b', parent: 'root', after: ['Copy a'] },
      { title: 'End', parent: 'root', after: ['Copy a', 'Copy b'] },
    ]);
  });

  it('keeps nobody waiting when there are no items', async () => {
    expect(await draw(repeated({ for_each: '{items}' }), { items: [] })).toEqual([
      { title: 'root', parent: null, after: [] },
      { title: 'End', parent: 'root', after: [] },
    ]);
  });

  it('is refused over what is no list', async () => {
    await expect(
      plan(template({ children: [{ task_type: 'a', repeat: { for_each: 'x' } }] }, { x: ANY }), { x: 1 }),
    ).rejects.toThrow('no list');
  });

  it('makes no more tasks than are taken at once', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => index);
    await expect(plan(repeated({ for_each: 'items' }), { items })).rejects.toThrow('more than 10000 tasks');
  });
});

describe('composition', () => {
  it('extends a template: fields win, children of the same name are replaced, others come behind', async () => {
    library.set('base', {
      template_id: 'base',
      parameters_schema: { type: 'object', required: ['x'], properties: { x: ANY } },
      task_structure: {
        root_task: {
          task_type: 'root',
          title: 'Base {x}',
          attributes: { a: 1, b: 2 },
          children: [
            { name: 'one', task_type: 't', title: 'One' },
            { name: 'two', task_type: 't', title: 'Two', dependencies: ['one'] },
          ],
        },
      },
    });
    const document = {
      template_id: 'heir',
      extends: 'base',
      parameters_schema: { properties: { y: { default: 'why' } } },
      task_structure: {
        root_task: {
          attributes: { b: null, c: '{y}' },
          children: [
            { name: 'one', title: 'New {y}' },
            { task_type: 'three', title: 'Three', dependencies: ['two'] },
          ],
        },
      },
    };
    expect(await draw(document, { x: 1 })).toEqual([
      { title: 'Base 1', parent: null, after: [] },
      { title: 'New why', parent: 'Base 1', after: [] },
      { title: 'Two', parent: 'Base 1', after: ['New why'] },
      { title: 'Three', parent: 'Base 1', after: ['Two'] },
    ]);
    expect((await plan(document, { x: 1 })).tasks[0]?.fields.attributes).toEqual({ a: 1, c: 'why' });
    await expect(plan(document)).rejects.toThrow("required property 'x'");
  });

  it('includes a template with parameters of its own, whose values are not expanded again', async () => {
    library.set(
      'part',
      template(
        { title: 'Part {x}', children: [{ task_type: 'leaf', title: '{x}' }] },
        { x: ANY },
        { template_id: 'part' },
      ),
    );
    const document = template(
      {
        children: [
          { name: 'p', include: { template_id: 'part', parameters: { x: '{y}' } } },
          { task_type: 'end', dependencies: ['p'] },
        ],
      },
      { y: ANY },
    );
    checkTemplate(await loadTemplate(document, find));
    expect(await draw(document, { y: '{x}' })).toEqual([
      { title: 'root', parent: null, after: [] },
      { title: 'Part {x}', parent: 'root', after: [] },
      { title: '{x}', parent: 'Part {x}', after: [] },
      { title: 'end', parent: 'root', after: ['Part {x}'] },
    ]);
  });

  it('is refused where a template extends or includes itself', async () => {
    library.set('loop', { template_id: 'loop', extends: 'loop' });
    await expect(plan({ template_id: 'other', extends: 'loop' })).rejects.toThrow(
      'extends itself: other → loop → loop',
    );
    library.set('inner', template({ children: [{ include: 'outer' }] }, {}, { template_id: 'inner' }));
    library.set('outer', template({ children: [{ include: 'inner' }] }, {}, { template_id: 'outer' }));
    await expect(plan(await find('outer'))).rejects.toThrow('outer → inner → outer');
  });
});

describe('ids', () => {
  it('begin with the prefix and are made of names', async () => {
    const { tasks } = await plan(
      template(
        { children: [{ task_type: 'a' }, { task_type: 'a' }, { task_type: 'b', task_id: 'rel_{v}' }] },
        { v: ANY },
      ),
      { v: '1.2' },
      'r1',
    );
    expect(tasks.map(({ taskId }) => taskId)).toEqual(['r1_root', 'r1_a', 'r1_a_2', 'r1_rel_1_2']);
  });
});

describe('the text of a template', () => {
  it('is YAML, or JSON5 where it begins with a brace', () => {
    expect(readAuthoredText("a: '{{x}}' # said\n", 'It')).toEqual({ a: '{{x}}' });
    expect(readAuthoredText("// said\n{ a: '{{x}}', }", 'It')).toEqual({ a: '{{x}}' });
  });

  it.each(['{ a: ', 'a: [', '- 1', 'a: {{x}}', '{a: NaN}', '['.repeat(20_000)])(
    'is refused where it is neither: %s',
    (text) => {
      expect(() => readAuthoredText(text, 'It')).toThrow(TaskwrightError);
    },
  );

  it('names an unknown field', async () => {
    await expect(plan(template({ titel: 'x' }))).rejects.toThrow('"task_structure.root_task.titel" is not known');
  });
});
