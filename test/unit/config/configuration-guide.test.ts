import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../src/config/settings.js';

const guide = await readFile(new URL('../../../docs/guides/configuration.md', import.meta.url), 'utf8');

describe('the guide to configuration', () => {
  it('has one row for each setting, in the words of the code', () => {
    const rows = guide.split('\n').filter((line) => /^\| `T|^\| `D/.test(line));
    const cells = rows.map((row) =>
      row
        .split(' | ')
        .map((cell) => cell.replace(/^\| | \|$/g, '').trim())
        .join(' | '),
    );
    expect(cells).toEqual([
      ...Object.entries(SETTINGS).map(
        ([name, { about, form, unset }]) => `\`${name}\` | ${about} | ${form} | ${unset}`,
      ),
      expect.stringMatching(/^`TASKWRIGHT_SECRET_NAME` \| /),
    ]);
  });
});
