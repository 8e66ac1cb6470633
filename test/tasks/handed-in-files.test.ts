import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { tasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('files that are handed in', () => {
  let engine: Engine;
  let tasks: TasksClient;
  let filesDir: string;
  let folder: string;
  beforeAll(async () => {
    engine = await openTestEngine();
    filesDir = await mkdtemp(join(tmpdir(), 'taskwright-files-'));
    tasks = tasksOf(engine, undefined, { filesDir, workspace: engine.taskQueue });
    folder = join(filesDir, engine.taskQueue);
    await mkdir(join(folder, 'out'), { recursive: true });
    await tasks.create({ task_id: 'filed', task_type: 'epic' });
  });
  afterAll(async () => {
    await engine.close();
    await rm(filesDir, { recursive: true, force: true });
  });

  const handIn = (id: string, paths: readonly string[], nextAction = 'complete') =>
    tasks.complete({ task_id: id, summary: 'Done.', detailed_work: 'W', next_action: nextAction, file_paths: paths });

  it('are kept as they are, in a new version each time, and a path that is not there as a reference', async () => {
    await tasks.create({ task_id: 'report', task_type: 'work', parent_task_id: 'filed' });
    const content = Buffer.from([0, 255, 1, 2]);
    await writeFile(join(folder, 'out', 'report.bin'), 'first');
    await handIn('report', ['out/report.bin'], 'needs_revision');
    await writeFile(join(folder, 'out', 'report.bin'), content);
    await writeFile(join(folder, 'empty'), '');
    const done = await handIn('report', ['./out/report.bin', 'empty', 'there/only.txt']);
    expect(done).toMatchObject({
      status: 'completed',
      artifact_count: 4,
      artifact_references: [
        { name: 'detailed_work', size: 1 },
        { name: 'out/report.bin', size: 4 },
        { name: 'empty', size: 0 },
        { name: 'there/only.txt', path: 'there/only.txt', size: 0 },
      ],
      files_not_found: ['there/only.txt'],
    });
    const { artifacts } = await tasks.listArtifacts({ task_id: 'report' });
    const last = (Array.isArray(artifacts) ? artifacts : []).findLast((one) => Object(one).name === 'out/report.bin');
    expect(await tasks.readArtifact({ artifact_id: Object(last).artifact_id })).toMatchObject({
      version: 2,
      file_path: null,
      content: content.toString('base64'),
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  it('are refused outside the folder of the workspace, and then nothing has changed', async () => {
    await tasks.create({ task_id: 'greedy', task_type: 'work', parent_task_id: 'filed' });
    await writeFile(join(filesDir, 'secret'), 'secret');
    await symlink(join(filesDir, 'secret'), join(folder, 'link'));
    await symlink(filesDir, join(folder, 'up'));
    await writeFile(join(folder, 'huge'), '');
    await truncate(join(folder, 'huge'), 64 * 1024 * 1024 + 1);
    await writeFile(join(folder, 'fine'), 'fine');
    const before = await tasks.get({ task_id: 'greedy', include_events: true, include_artifacts: true });
    for (const path of ['../secret', '/etc/passwd', '.', '..', 'link', 'up/secret', 'out', 'huge']) {
      await expect(handIn('greedy', ['fine', path])).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining(`"${path}"`),
      });
    }
    expect(await tasks.get({ task_id: 'greedy', include_events: true, include_artifacts: true })).toEqual(before);
  });
});
