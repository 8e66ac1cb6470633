import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';

export const example = defineExample(import.meta.url, {
  title: 'collection: filtered items side by side, then batches in order',
  async play({ client, load, say }) {
    const { runId } = await client.start({
      definition: await load('thumbnails.yaml'),
      input: {
        pictures: [
          { name: 'sea', size: 900 },
          { name: 'broken', size: 0 },
          { name: 'wood', size: 400 },
          { name: 'moon', size: 100 },
        ],
      },
      startedBy: 'example',
    });
    const run = await client.waitForEnd(runId);
    say('gallery', run.output);

    assert.deepEqual(run.output, {
      thumbnails: ['thumb-sea', 'thumb-wood', 'thumb-moon'],
      batches: [2, 1],
      pages: ['/gallery/1', '/gallery/2'],
    });
  },
});
