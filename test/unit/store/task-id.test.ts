import { describe, expect, it } from 'vitest';
import { isValidId } from '../../../src/domain/ids.js';
import { toTaskId } from '../../../src/store/task-id.js';

describe('toTaskId', () => {
  it('gives the same task the same id for ever', () => {
    expect(toTaskId('default-run', '/build/compile')).toBe('t_dv5gmfff4tqoljcbe657');
  });

  it('gives an id that may stand where a supplied one may', () => {
    expect(isValidId(toTaskId('team/run', '/'))).toBe(true);
  });

  it('tells runs and paths apart, also where one begins with what the other ends with', () => {
    const ids = [toTaskId('a', '/b'), toTaskId('a/b', '/'), toTaskId('a', '/'), toTaskId('', 'a/b')];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
