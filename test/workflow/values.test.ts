import { expect, test } from 'vitest';
import { describeWithCaches } from '../support/engine/with-caches.js';

/** JSON texts that a database of objects would change: order of keys, zero bytes, half characters, how numbers are written. */
const TEXT = String.raw`{"z":1,"a":{"10":1,"2":2},"zero":"a\u0000b","half":"\ud800","low":"\udc00x","big":1e2,"small":1e-7,"deep":[[[{}]]],"__proto__":{"x":1},"constructor":[]}`;

describeWithCaches('values', (engine) => {
  test('come back from http, transform and hand-ins as they were', async () => {
    const { world, client } = engine();
    world.answer('/values', TEXT);
    const value: unknown = JSON.parse(TEXT);
    const { runId } = await engine().start(`
id: values
tasks:
  - { id: got, action: http, with: { url: "$world/values" } }
  - { id: inline, action: http, inline: true, with: { url: "$world/values" } }
  - { id: passed, action: transform, with: "\${{ tasks.got.output.body }}" }
  - { id: handed, action: external }
  - { id: all, kind: aggregate, outputs: ["\${{ tasks.inline.output.body }}", "\${{ tasks.passed.output }}", "\${{ tasks.handed.output }}"] }
outputs: "\${{ tasks.all.output }}"
`);
    await engine().taskWith(runId, '/handed', 'waiting');
    await client.complete({ runId, path: '/handed', by: 'ann', output: JSON.parse(TEXT) });
    const run = await client.waitForEnd(runId);
    expect(run.error).toBe(null);
    const texts = Array.isArray(run.output) ? run.output.map((one) => JSON.stringify(one)) : [];
    expect(texts).toEqual(Array.from({ length: 3 }, () => JSON.stringify(value)));
  });

  test('come back from signals of our client and of plain Temporal tools as they were', async () => {
    const { client, temporal } = engine();
    const payload = JSON.parse(TEXT);
    const { runId } = await engine().start(`{ id: payloads, tasks: [{ id: w, kind: wait, signal: go, count: 2 }] }`);
    await client.signal({ runId, name: 'go', payload, from: 'ci' });
    await temporal.workflow.getHandle(runId).signal('go', payload);
    const run = await client.waitForEnd(runId);
    const text = JSON.stringify(run.tasks[1]?.output);
    expect(text.split(JSON.stringify(payload))).toHaveLength(4);
  });

  test('of an input are seen as they were', async () => {
    const input = JSON.parse(TEXT);
    const run = await engine().run(`{ id: inputs, tasks: [{ id: t, action: transform, with: "\${{ input }}" }] }`, {
      input,
    });
    expect(JSON.stringify(run.tasks[1]?.output)).toBe(JSON.stringify(input));
  });

  test('that the store cannot keep fail the task that has them, and are not tried for ever', async () => {
    const { client } = engine();
    const { runId } = await engine().start(
      `{ id: bad, tasks: [{ id: a, action: noop, attributes: { note: "\${{ input.text }}" }, when: "true", kind: basic }] }`,
      { input: { text: 'a\u0000b' } },
    );
    const run = await client.waitForEnd(runId);
    expect(run.error).toMatchObject({ code: 'invalid_input' });
  });
});
