import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createDefinitionParser,
  parseDefinition,
  parseDefinitionObject,
} from '../../../src/definitions/parse-definition.js';
import type { NamedDefinitionKind } from '../../../src/definitions/definition-kind.js';
import { childTask } from '../../../src/orchestrators/child-task.js';
import { basePartsOf } from '../../../src/orchestrators/task-parts.js';
import { EVERY_KIND, RELEASE } from './example-definitions.js';
import { composite, problemsOf } from './problems-of.js';

describe('parseDefinition', () => {
  test('gives the head and the body of the release example', () => {
    const { definition, problems } = parseDefinition(RELEASE);
    expect(problems).toEqual([]);
    expect(definition).toEqual({
      id: 'release',
      version: '1.2.0',
      input: {
        type: 'object',
        required: ['version', 'sha'],
        properties: { version: { type: 'string' }, sha: { type: 'string' } },
      },
      root: {
        id: '',
        kind: 'parallel',
        outputs: { url: '${{ tasks.production.output.body.url }}' },
        tasks: [
          { id: 'qa', kind: 'basic', specialist: 'tester', action: 'external' },
          {
            id: 'approve',
            kind: 'wait',
            approval: {
              roles: ['product_manager', 'engineering_manager'],
              quorum: 2,
              timeout: '3d',
              on_timeout: 'escalate',
              escalate_to: 'cto',
            },
          },
          {
            id: 'staging',
            kind: 'basic',
            needs: [{ task: 'qa', type: 'completion' }],
            action: 'http',
            with: {
              url: 'https://deploy.test/staging',
              method: 'POST',
              body: { version: '${{ input.version }}' },
            },
            retry: { max_attempts: 5 },
          },
          {
            id: 'ci',
            kind: 'wait',
            timeout: '2h',
            signal: 'ci-finished',
            accept: 'signal.payload.sha == input.sha',
          },
          {
            id: 'production',
            kind: 'basic',
            needs: [
              { task: 'staging', type: 'completion' },
              { task: 'ci', type: 'completion' },
              { task: 'approve', type: 'approval' },
            ],
            action: 'http',
            with: { url: 'https://deploy.test/production', method: 'POST' },
          },
        ],
      },
    });
  });

  test('takes every notation of every kind', () => {
    expect(problemsOf(EVERY_KIND)).toEqual([]);
  });

  test('fills in the head: id from the file, version, input, and says the kind that keys imply', () => {
    expect(parseDefinition('tasks: []', { file: 'flows/My release.yaml' }).definition).toEqual({
      id: 'My-release',
      version: '0.0.0',
      input: { type: 'object' },
      root: { id: '', kind: 'composite', tasks: [] },
    });
    expect(parseDefinition('action: noop').definition).toEqual({
      id: 'workflow',
      version: '0.0.0',
      input: { type: 'object' },
      root: { id: '', kind: 'basic', action: 'noop' },
    });
  });

  test('keeps what the engine does not need: title, triggers and how agents see it', () => {
    const { definition } = parseDefinition(
      'id: a\ntitle: T\ndescription: D\naction: noop\non: { schedule: { cron: "0 9 * * 1" }, webhook: [{ source: gh, when: payload.ok }] }\nmcp: { tool: true }',
    );
    expect(definition).toEqual({
      id: 'a',
      version: '0.0.0',
      title: 'T',
      description: 'D',
      input: { type: 'object' },
      on: { schedule: { cron: '0 9 * * 1' }, webhook: [{ source: 'gh', when: 'payload.ok' }] },
      mcp: { tool: true },
      root: { id: '', kind: 'basic', title: 'T', description: 'D', action: 'noop' },
    });
  });

  test('writes a list of tasks out as a composite, wherever one task may stand', () => {
    const { definition } = parseDefinition(
      'kind: router\nswitch: input.x\ncases: { a: [{ id: x, action: noop }], b: { action: noop } }\ndefault: []',
    );
    expect(definition?.root).toEqual({
      id: '',
      kind: 'router',
      switch: 'input.x',
      cases: {
        a: { id: '', kind: 'composite', tasks: [{ id: 'x', kind: 'basic', action: 'noop' }] },
        b: { id: '', kind: 'basic', action: 'noop' },
      },
      default: { id: '', kind: 'composite', tasks: [] },
    });
  });

  test('takes true and false as expressions', () => {
    expect(parseDefinition('action: noop\nwhen: false').definition?.root.when).toBe('false');
  });

  test('gives either a definition or problems', () => {
    const wrong = parseDefinition('action: noop\nx: 1');
    expect(wrong.definition).toBeNull();
    expect(wrong.problems).toHaveLength(1);
  });
});

describe('parseDefinitionObject', () => {
  test('gives what the same text gives', () => {
    const authored = { id: 'a', tasks: [{ id: 'b', action: 'noop', needs: undefined }] };
    expect(parseDefinitionObject(authored)).toEqual(parseDefinition('id: a\ntasks: [{ id: b, action: noop }]'));
  });

  test('names no lines, and orders problems as they were found', () => {
    const { problems } = parseDefinitionObject({ tasks: [{ id: 'b', action: 'noop', when: 'x' }], y: 1 });
    expect(problems.map(({ line, column, path, message }) => [line, column, path, message])).toEqual([
      [null, null, '/', 'Unknown key "y".'],
      [null, null, '/b', 'There is no variable "x" here.'],
    ]);
  });

  test.each([
    ['a function', { action: 'noop', with: { run: () => 1 } }, '"with.run" is a function, which JSON cannot say.'],
    ['a date', { action: 'noop', with: { at: new Date(0) } }, '"with.at" is not a plain object.'],
    ['not a number', { action: 'noop', with: [Number.NaN] }, '"with[0]" is a number, which JSON cannot say.'],
    ['undefined', undefined, 'The definition is a undefined, which JSON cannot say.'],
  ])('refuses %s', (_, authored, message) => {
    expect(parseDefinitionObject(authored).problems.map((problem) => problem.message)).toEqual([message]);
  });

  test.each([
    ['kind', { kind: { toString: 1 } }],
    ['action', { action: { toString: 1 } }],
    ['strategy', { kind: 'parallel', tasks: [], strategy: { toString: 1, valueOf: 1 } }],
    ['input.type', { action: 'noop', input: { type: { toString: 1 }, enum: [{ valueOf: 1 }, { valueOf: 2 }] } }],
    ['input.$schema', { action: 'noop', input: { $schema: { toString: 1 } } }],
    ['tasks[0].id', { tasks: [{ id: { toString: 1 }, action: 'noop' }] }],
  ])('survives a value that is no text at %s', (_, authored) => {
    expect(parseDefinitionObject(authored).problems.length).toBeGreaterThan(0);
  });

  test('refuses a value that contains itself', () => {
    const authored: Record<string, unknown> = { action: 'noop' };
    authored.with = { authored };
    expect(parseDefinitionObject(authored).problems[0]?.message).toBe('"with.authored" contains itself.');
  });

  test('refuses a value nested too deeply', () => {
    let authored: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) authored = [authored];
    expect(parseDefinitionObject({ action: 'noop', with: authored }).problems[0]?.message).toMatch(
      /more than 400 deep/,
    );
  });
});

describe('createDefinitionParser', () => {
  const twice: NamedDefinitionKind = {
    kind: 'twice',
    schema: z.strictObject({ first: childTask, second: childTask, label: z.string().exactOptional() }),
    parts: (task) => {
      const { children, expressions } = basePartsOf(task, { tasks: 'children' });
      const halves = ['first', 'second'].map((segment) => {
        const half = Reflect.get(task, segment);
        return { segment, field: [segment], task: half, sees: 'earlier' as const, variables: [] };
      });
      return { children: [...children, ...halves], expressions };
    },
    check: (task) =>
      task.type === 'forbidden' ? [{ field: ['type'], message: 'No.', hint: 'Take another one.' }] : [],
  };
  const parser = createDefinitionParser({ kinds: [twice] });

  test('refuses a kind under the name of a built-in one', () => {
    expect(() => createDefinitionParser({ kinds: [{ ...twice, kind: 'basic' }] })).toThrow(
      'There is a kind "basic" already.',
    );
  });

  test("takes a kind of the user's own, with its children, rules and expressions", () => {
    const body = 'kind: twice\nfirst: { action: noop }\nsecond: { action: noop, when: tasks.first.output }';
    expect(parser.parseDefinition(body).definition?.root).toMatchObject({
      kind: 'twice',
      first: { id: '', kind: 'basic' },
    });
    const messages = (text: string) =>
      parser.parseDefinition(text).problems.map(({ path, message }) => `${path} ${message}`);
    expect(messages(`${body}\ntype: forbidden\noutputs: "\${{ tasks.third }}"`)).toEqual([
      '/ No.',
      '/ There is no child "third"; "tasks" means the children here.',
    ]);
    expect(messages('kind: twice\nfirst: { action: noop, x: 1 }\nlable: x')).toEqual([
      '/ "second" is missing.',
      '/ Unknown key "x".',
      '/ Unknown key "lable".',
    ]);
  });

  test('knows an action of the user, and says when there is none of a name', () => {
    const notify = { name: 'notify', input: z.strictObject({ channel: z.string() }) };
    const closed = createDefinitionParser({ actions: [notify], hasAllActions: true });
    const problems = (text: string) =>
      closed.parseDefinition(text).problems.map(({ message, hint }) => `${message} ${hint}`);
    expect(problems('action: notify\nwith: { channel: "${{ input.x }}" }')).toEqual([]);
    expect(problems('action: notify\nwith: { chanel: a }')).toEqual([
      '"with" of the action notify: Unknown key "chanel". Did you mean "channel"?',
    ]);
    expect(problems('action: notfy')).toEqual(['There is no action "notfy". Did you mean "notify"?']);
  });

  test.each([
    ['htp', ['There is no action "htp". Did you mean "http"?']],
    ['shel', ['There is no action "shel". Did you mean "shell"?']],
    ['deploy', []],
    ['activate', []],
  ])('takes an action for a slip only when it is one letter from a known one: %s', (action, expected) => {
    const { problems } = parseDefinition(composite(`{ id: a, action: ${action} }`));
    expect(problems.map(({ message, hint }) => `${message} ${hint}`)).toEqual(expected);
  });

  test('takes any action where workers elsewhere may know others', () => {
    expect(parseDefinition(composite('{ id: a, action: not-here, with: [1] }')).problems).toEqual([]);
  });
});
