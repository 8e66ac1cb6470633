import { expect, test } from 'vitest';
import { isListed } from '../../../src/mcp/tool-choice.js';
import { toListing } from '../../../src/mcp/to-listing.js';
import { ALL_TOOLS } from '../../../src/mcp/tools/all-tools.js';

/** A token is some four characters of the JSON of `tools/list`. */
function countTokens(toolsets: readonly string[]): number {
  const tools = ALL_TOOLS.filter((tool) => isListed(tool, { toolsets })).map((tool) =>
    toListing(tool, { offersTasks: true }),
  );
  return Math.ceil(JSON.stringify({ tools }).length / 4);
}

test('the tools that are listed unless said cost a model fewer than 6,000 tokens', () => {
  expect(countTokens(['default'])).toBeLessThan(6_000);
});

test('all tools cost a model fewer than 14,000 tokens', () => {
  expect(countTokens(['all'])).toBeLessThan(14_000);
});
