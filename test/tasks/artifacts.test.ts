import { createHash, randomBytes } from 'node:crypto';
import { count } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { artifactChunks, artifacts } from '../../src/tasks/store/schema.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const MIB = 1024 * 1024;

describe('artifacts', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
    await tasks.create({ task_type: 'work', task_id: 'work', title: 'Work' });
  });
  afterAll(() => engine.close());

  async function* inPieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < content.byteLength; from += size) yield content.subarray(from, from + size);
  }

  async function collect(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(part);
    return Buffer.concat(parts);
  }

  it('of 10 MiB come back byte for byte, as a stream, whole and by range', async () => {
    const content = randomBytes(10 * MIB);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { id } = await tasks.artifacts.add(
      { task_id: 'work', name: 'data', artifact_type: 'data', media_type: 'application/octet-stream' },
      inPieces(content, 70_001),
    );
    const opened = await tasks.artifacts.open(id);
    expect(opened.artifact).toMatchObject({ size: content.byteLength, sha256, version: 1 });
    expect((await collect(opened.content)).equals(content)).toBe(true);
    const part = await tasks.artifacts.open(id, { offset: MIB - 7, length: 3 * MIB });
    expect((await collect(part.content)).equals(content.subarray(MIB - 7, 4 * MIB - 7))).toBe(true);
    const { content: whole, ...read } = await tasks.readArtifact({ artifact_id: id });
    expect(Buffer.from(String(whole), 'base64').equals(content)).toBe(true);
    expect(read).toMatchObject({ encoding: 'base64', length: content.byteLength, has_more: false, sha256 });
    expect(await tasks.readArtifact({ artifact_id: id, offset: 10 * MIB - 2, length: 9 })).toMatchObject({ length: 2 });
  });

  it('are text where their bytes are, also with a byte order mark', async () => {
    const text = '\ufeffgrün ✓\r\n\0';
    const { id } = await tasks.artifacts.add({ task_id: 'work', name: 'text' }, new TextEncoder().encode(text));
    expect(await tasks.readArtifact({ artifact_id: id })).toMatchObject({ content: text, encoding: 'text' });
    expect(await tasks.readArtifact({ artifact_id: id, length: 6 })).toMatchObject({
      encoding: 'base64',
      next_offset: 6,
    });
    await expect(tasks.readArtifact({ artifact_id: id, length: 6, encoding: 'text' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(tasks.readArtifact({ artifact_id: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are not kept of work that is refused', async () => {
    await tasks.batchCreate({
      tasks: [
        { task_id: 'refused', task_type: 'epic' },
        { task_id: 'refused_first', task_type: 'work', parent_task_id: 'refused' },
        { task_id: 'refused_gated', task_type: 'work', parent_task_id: 'refused', dependencies: ['refused_first'] },
        {
          ...{ task_id: 'refused_checked', task_type: 'work', parent_task_id: 'refused' },
          completion_gates: [{ expression: 'coverage >= 90' }],
        },
        { task_id: 'refused_blocked', task_type: 'work', parent_task_id: 'refused', lifecycle_stage: 'blocked' },
      ],
    });
    const refused = ['refused', 'refused_gated', 'refused_checked', 'refused_blocked'];
    const options = { include_artifacts: true, include_events: true };
    const before = await Promise.all(refused.map((task_id) => tasks.get({ task_id, ...options })));
    for (const task_id of refused) {
      const work = { task_id, summary: 'S', detailed_work: 'W', next_action: 'complete', outputs: { coverage: 80 } };
      await expect(tasks.complete(work)).rejects.toMatchObject({ code: 'conflict' });
    }
    expect(await Promise.all(refused.map((task_id) => tasks.get({ task_id, ...options })))).toEqual(before);
  });

  it('get a version each when several are handed in at once, and are listed by pages', async () => {
    await tasks.create({ task_type: 'work', task_id: 'many', title: 'Many' });
    const add = (text: string) =>
      tasks.artifacts.add({ task_id: 'many', name: 'note', artifact_type: 'analysis' }, new TextEncoder().encode(text));
    const added = await Promise.all(['a', 'b', 'c'].map(add));
    expect(added.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
    const first = await tasks.listArtifacts({ task_id: 'many', artifact_type: 'analysis', limit: 2 });
    expect(first).toMatchObject({ total_count: 3, has_more: true });
    const rest = await tasks.listArtifacts({ task_id: 'many', limit: 2, cursor: first['next_cursor'] });
    expect(rest).toMatchObject({ total_count: 3, has_more: false, next_cursor: null });
    const listed = [first['artifacts'], rest['artifacts']].flat();
    expect(await tasks.get({ task_id: 'many', include_artifacts: true, include_events: true })).toMatchObject({
      artifacts: listed,
      events: [{ event_type: 'task.created' }, ...added.map(() => ({ event_type: 'artifact.added' }))],
    });
    expect(await tasks.listArtifacts({ task_id: 'many', artifact_type: 'code' })).toMatchObject({ artifacts: [] });
  });

  it('leave nothing of a writer that dies half way', async () => {
    const { database } = engine.store.taskDatabase;
    const countRows = () =>
      Promise.all([
        database.select({ n: count() }).from(artifacts),
        database.select({ n: count() }).from(artifactChunks),
      ]);
    const before = await countRows();
    async function* dying() {
      yield randomBytes(2 * MIB);
      throw new Error('The connection is gone.');
    }
    await expect(tasks.artifacts.add({ task_id: 'work', name: 'half' }, dying())).rejects.toThrow();
    async function* endless() {
      for (;;) yield Buffer.alloc(MIB);
    }
    await expect(tasks.artifacts.add({ task_id: 'work', name: 'huge' }, endless())).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await countRows()).toEqual(before);
  });

  it('that were changed in the store are not handed out as what was handed in', async () => {
    const { id } = await tasks.artifacts.add({ task_id: 'work', name: 'sum' }, new TextEncoder().encode('right'));
    const { database } = engine.store.taskDatabase;
    await database.execute(`update taskwright.artifact_chunks set bytes = 'wrong' where artifact_id = '${id}'`);
    await expect(tasks.readArtifact({ artifact_id: id })).rejects.toThrow('hash differs');
  });
});
