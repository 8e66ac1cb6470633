import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProcessIo } from '../../../src/cli/process-io.js';

test('a terminal without a size is drawn in as in one of 80 by 24', async () => {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 0, rows: 0 });
  const host = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, env: {}, cwd: () => '/' };
  const io = createProcessIo(host as unknown as NodeJS.Process);
  expect([io.isLive, io.size()]).toEqual([true, { columns: 80, rows: 24 }]);
  const drawing = await io.openDrawing();
  drawing.draw('the tree');
  drawing.close();
  expect(String(stderr.read())).toContain('the tree');
});
