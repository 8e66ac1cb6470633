import { describe, expect, it } from 'vitest';
import { compareDefinitions } from '../../../src/store/definition-order.js';

describe('compareDefinitions', () => {
  it('puts the highest version of an id first, and what is no semantic version last', () => {
    const versions = ['next', '1.2.0', '1.10.0', '1.10.0-rc.2', '1.10.0-rc.10', '1.10.0+7', 'beta', '0.0.0'];
    const ordered = versions.map((version) => ({ id: 'a', version })).sort(compareDefinitions);
    expect(ordered.map(({ version }) => version)).toEqual([
      '1.10.0+7',
      '1.10.0',
      '1.10.0-rc.10',
      '1.10.0-rc.2',
      '1.2.0',
      '0.0.0',
      'next',
      'beta',
    ]);
  });

  it('goes by id first', () => {
    const ordered = [
      { id: 'b', version: '9.0.0' },
      { id: 'a', version: '1.0.0' },
    ].sort(compareDefinitions);
    expect(ordered.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
