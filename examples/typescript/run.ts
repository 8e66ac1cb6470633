import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { countWords } from './actions.js';

export const example = defineExample(import.meta.url, {
  title: 'typescript: a definition and an action, typed and checked',
  worker: { actions: [countWords] },
  async play({ client, load, say }) {
    const definition = await load('article.ts', { actions: [countWords], hasAllActions: true });
    const judge = async (input: { text: string; limit: number }) => {
      const { runId } = await client.start({ definition, input, startedBy: 'example' });
      return client.waitForEnd(runId);
    };
    const run = await judge({ text: 'all is well that ends well', limit: 5 });
    say('article', run.output);
    assert.deepEqual(run.output, { words: 6, fits: false });
    assert.deepEqual((await judge({ text: 'short', limit: 5 })).output, { words: 1, fits: true });
  },
});
