import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadMcpServers } from '../../../../src/cli/session/load-mcp-servers.js';

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-servers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'mcp.json');
  writeFileSync(file, text);
  return file;
}

test('the file of MCP servers may have comments, and be the one of VS Code', () => {
  const file = write('{ // ours\n "servers": { "search": { "url": "https://search.example/mcp" }, } }');
  expect([...loadMcpServers(file)]).toEqual([['search', { url: 'https://search.example/mcp', headers: {} }]]);
  expect(loadMcpServers(null).size).toBe(0);
});

test.each([
  ['is not there', () => '/nowhere/mcp.json'],
  ['is no JSON', () => write('{')],
])('a file of MCP servers that %s is refused, with the settings that name it', (_, toFile) => {
  expect(() => loadMcpServers(toFile())).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      hint: 'TASKWRIGHT_MCP_SERVERS or --mcp-servers names a JSON file.',
    }),
  );
});
