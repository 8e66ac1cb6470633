import { expect, it } from 'vitest';
import type { JsonValue } from '../../../src/domain/json.js';
import {
  beginOf,
  finishOf,
  givenRun,
  newSignal,
  newTask,
  runAttempt,
  transition,
} from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

/** JSON texts that databases and languages like to damage. */
const TEXTS = [
  'null',
  'false',
  '0',
  '""',
  '[]',
  '{}',
  '"NUL \\u0000 inside"',
  '"lone \\ud83d and \\udc00"',
  '"\\\\u0000 is no NUL"',
  '"quotes \\" and \\\\ and \\n and \\u2028 and 🎉"',
  '{"\\u0000":{"\\ud800":1}}',
  '{"z":1,"a":2,"m":{"y":1,"b":2}}',
  '{"__proto__":{"polluted":true},"constructor":1,"toString":null}',
  '[1e+21,100,0.1,5e-324,1.7976931348623157e+308,9007199254740991,-1]',
  '[[[[[[]]]]],{"a":{"a":{"a":{"a":null}}}}]',
];

export function jsonContract(getStore: GetStore): void {
  it.each(TEXTS)('gives %s back as it was, wherever it was kept', async (text) => {
    const value: JsonValue = JSON.parse(text);
    const runKey = await givenRun(
      getStore(),
      ['/a', '/b', newTask('/c', { locals: { item: value } }), '/d', '/each', '/each/0', '/each/1'],
      { input: value },
    );
    const signal = newSignal(runKey, { payload: value });
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { output: value });
    await getStore().tasks.write({
      runKey,
      transitions: [
        transition('/b', 2, { output: { value } }),
        transition('/each/1', 3, { output: { value } }),
        transition('/each', 4, { output: 'children-in-order' }),
        transition('/d', 5, {
          output: { child: '/each' },
          waiting: { for: 'external', specialist: null, inputs: value },
        }),
        transition('/', 6, { output: 'children-by-id' }),
      ],
    });
    await getStore().messages.addSignals([signal]);
    await getStore().messages.addPayload({ id: 'p', runKey, value, actor: 'ann', at: 1 });
    await getStore().messages.saveAnswer(runKey, 'x', value);
    await getStore().events.append([
      { runKey, path: '/json', visit: 1, type: 'note', actor: 'ann', before: value, after: value, reason: null, at: 1 },
    ]);

    const task = (path: string) => getStore().tasks.read(runKey, path);
    const scope = await getStore().tasks.readScope({
      runKey,
      needsInput: true,
      outputsOf: ['/a'],
      localsOf: ['/c'],
      attributesOf: [],
    });
    const [event] = await getStore().events.list({ runKey, path: '/json', limit: 1 });
    const run = await getStore().runs.read(runKey);
    const kept = {
      input: run?.input,
      'input in scope': scope.input,
      'output of an attempt': (await task('/a'))?.output,
      'output in scope': scope.tasks.get('/a')?.output,
      'output of a transition': (await task('/b'))?.output,
      'local in scope': scope.locals.get('/c')?.['item'],
      waiting: (await task('/d'))?.waiting,
      list: (await task('/d'))?.output,
      'output of the run': run?.output,
      children: Object.fromEntries(await getStore().tasks.readChildren(runKey, '/each')),
      signal: (await getStore().messages.listSignals(runKey))[0]?.payload,
      payload: await getStore().messages.readPayload(runKey, 'p'),
      answer: await getStore().messages.readAnswer(runKey, 'x'),
      event: [event?.before, event?.after],
    };
    const child = { status: 'in_progress', output: value, error: null };
    expect(JSON.stringify(kept)).toBe(
      JSON.stringify({
        input: value,
        'input in scope': value,
        'output of an attempt': value,
        'output in scope': value,
        'output of a transition': value,
        'local in scope': value,
        waiting: { for: 'external', specialist: null, inputs: value },
        list: [null, value],
        'output of the run': { a: value, b: value, c: null, d: [null, value], each: [null, value] },
        children: { 0: { status: 'pending', output: null, error: null }, 1: child },
        signal: value,
        payload: value,
        answer: value,
        event: [value, value],
      }),
    );
  });

  it('keeps attributes as values, keys such as __proto__ among them', async () => {
    const attributes = JSON.parse('{"b":1e2,"a":[null,{"__proto__":{"x":1}}],"big":1e300,"text":"🎉"}');
    const runKey = await givenRun(getStore(), [newTask('/a', { attributes })]);
    const kept = (await getStore().tasks.read(runKey, '/a'))?.attributes;
    expect(kept).toEqual(attributes);
    expect(JSON.stringify(kept)).toContain('"__proto__"');
  });

  it('keeps errors whose texts hold anything', async () => {
    const execution = { runKey: await givenRun(getStore(), ['/a']), path: '/a', visit: 1 };
    const error = { code: 'task_failed', message: 'stderr: \0 \ud800 "', path: '/a' } as const;
    await getStore().attempts.begin([beginOf(execution)]);
    await getStore().attempts.finish([
      finishOf(execution, 1, { result: { status: 'failed', error, retryInMs: null } }),
    ]);
    expect(await getStore().tasks.read(execution.runKey, '/a')).toMatchObject({ error });
    expect(await getStore().attempts.begin([beginOf(execution, { caller: 'again' })])).toMatchObject([
      { result: { error } },
    ]);
    await getStore().tasks.write({
      runKey: execution.runKey,
      transitions: [transition('/', 2, { status: 'failed', error })],
    });
    expect(await getStore().runs.read(execution.runKey)).toMatchObject({ error });
  });

  it('does not change with the value that was handed in, nor through what was read', async () => {
    const value = { list: [1] };
    const runKey = await givenRun(getStore(), ['/a'], { input: value });
    await runAttempt(getStore(), { runKey, path: '/a', visit: 1 }, { output: value });
    value.list.push(2);
    expect(await getStore().runs.read(runKey)).toMatchObject({ input: { list: [1] } });
    expect(await getStore().tasks.read(runKey, '/a')).toMatchObject({ output: { list: [1] } });
  });
}
