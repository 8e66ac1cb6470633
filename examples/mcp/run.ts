import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseMcpServers } from 'taskwright/worker';
import { defineExample } from '../support/example.js';

/** What a file of `--mcp-servers` holds. */
const servers = {
  mcpServers: {
    tracker: {
      command: process.execPath,
      args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('tracker.ts', import.meta.url))],
    },
  },
};

export const example = defineExample(import.meta.url, {
  title: 'mcp: the tools of an issue tracker as tasks',
  worker: { mcpServers: parseMcpServers(servers) },
  async play({ client, load, say }) {
    const { runId } = await client.start({
      definition: await load('triage.yaml'),
      input: { label: 'release', note: 'Is it in this release?' },
      startedBy: 'example',
    });
    const run = await client.waitForEnd(runId);
    say('comments', run.output);

    assert.deepEqual(run.output, [
      '#1 Is it in this release?: Login fails',
      '#3 Is it in this release?: Export is slow',
    ]);
  },
});
