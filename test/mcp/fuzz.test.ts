import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/json.js';
import { toInputSchema } from '../../src/mcp/to-input-schema.js';
import { ALL_TOOLS } from '../../src/mcp/tools/all-tools.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { connectToEngine, type Agent } from './connect.js';

const CALLS_PER_TOOL = 40;

/** What is there, what is not, and what somebody may try. */
const TEXTS = [
  ...['trunk', 'leaf', 'pair', 'nobody', '', ' ', '/', '/trunk/leaf', '..', '__proto__', 'constructor', 'null', '0'],
  ...[
    '\u0000',
    '\ud800',
    '💥'.repeat(50),
    'x'.repeat(5_000),
    "'; drop table tasks; --",
    '${{ input.x }}',
    '{{name}}',
    '%_%',
  ],
  ...[
    '2026-02-30',
    '2026-01-01T00:00:00Z',
    '-5m',
    '99999999999d',
    'id: x\ntasks: [{ id: a, action: noop }]',
    '{"a":',
    '[]',
  ],
  ...[
    "attributes.a = 'b' AND NOT (status IN ('x'))",
    'status = = 1',
    'completed',
    'blocked',
    'complete',
    'approve',
    'json',
  ],
];
/** Nobody waits for what does not come. */
const AT_ONCE: Readonly<Record<string, JsonObject>> = { wait_for_run: { wait_seconds: 0 } };

const NUMBERS = [0, 1, -1, 0.5, 200, 1e9, 2 ** 53, -(2 ** 40), 1e308];

const text = fc.constantFrom(...TEXTS);
const anything: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value): JsonValue => JSON.parse(JSON.stringify(value))) },
);

/** Mostly of the right type, for a call that is refused at once finds nothing. */
function valueFor(schema: JsonValue): fc.Arbitrary<JsonValue> {
  if (!isJsonObject(schema)) return anything;
  const right = rightFor(schema);
  return right === null ? anything : fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: anything });
}

function rightFor(schema: JsonObject): fc.Arbitrary<JsonValue> | null {
  const { type, enum: words, anyOf, items, properties, required } = schema;
  if (Array.isArray(words)) return fc.constantFrom(...words);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(valueFor));
  if (type === 'string') return text;
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.constantFrom(...NUMBERS);
  if (type === 'array') return fc.array(valueFor(items ?? {}), { maxLength: 3 });
  if (type !== 'object') return null;
  return isJsonObject(properties)
    ? objectOf(properties, Array.isArray(required) ? required : [])
    : fc.dictionary(text, anything, { maxKeys: 3 }).map((value): JsonObject => ({ ...value }));
}

function objectOf(properties: JsonObject, required: readonly JsonValue[]): fc.Arbitrary<JsonObject> {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const isRequired = required.includes(name);
    const value = valueFor(schema);
    return fc.option(value, { freq: isRequired ? 20 : 1, nil: undefined }).map((given) => [name, given] as const);
  });
  return fc
    .tuple(...fields)
    .map((entries) =>
      Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    );
}

describe('whatever every tool is called with', () => {
  let engine: Engine;
  let agent: Agent;
  const faults: unknown[] = [];
  beforeAll(async () => {
    engine = await openTestEngine();
    agent = await connectToEngine(engine, { onInternal: (thrown) => void faults.push(thrown) });
    await plant();
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  /** Some calls take away what others look for. */
  async function plant(): Promise<void> {
    const tasks = [
      { task_id: 'trunk', task_type: 'epic' },
      { task_id: 'leaf', task_type: 'story', parent_task_id: 'trunk' },
    ];
    await agent.client.callTool({ name: 'batch_create', arguments: { tasks } });
  }

  it.each(ALL_TOOLS.map((tool) => ({ name: tool.name, tool })))(
    '$name answers, or says what is wrong',
    async ({ name, tool }) => {
      await plant();
      const { properties, required } = toInputSchema(tool);
      const given = objectOf(isJsonObject(properties) ? properties : {}, Array.isArray(required) ? required : []);
      await fc.assert(
        fc.asyncProperty(given, async (args) => {
          const { structuredContent } = await agent.client.callTool({ name, arguments: { ...args, ...AT_ONCE[name] } });
          const answer = JSON.stringify(structuredContent);
          expect(faults).toEqual([]);
          expect(answer).not.toMatch(/\n\s+at |node_modules|\.ts:\d+|select .* from|insert into|Failed query/i);
          expect(answer).toMatch(/"success":true|"error":\{"code":"(?!internal)/);
        }),
        { numRuns: CALLS_PER_TOOL },
      );
    },
  );
});
