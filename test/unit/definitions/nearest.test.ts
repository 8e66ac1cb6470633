import { expect, test } from 'vitest';
import { didYouMeanOneOf, nearestTo } from '../../../src/definitions/nearest.js';

test.each([
  ['acton', ['action', 'tasks'], 'action'],
  ['ulr', ['url', 'body'], 'url'],
  ['MaxAttempts', ['max_attempts'], 'max_attempts'],
  ['x', ['a', 'b'], null],
  ['zz', ['z'], null],
  ['something', ['else'], null],
])('nearest to %s among %j is %s', (word, candidates, nearest) => {
  expect(nearestTo(word, candidates)).toBe(nearest);
});

test('the first names are listed where none is near', () => {
  const texts = { listed: 'There are', none: 'There is nothing.' };
  expect(didYouMeanOneOf('xyz', ['abc', 'def'], texts)).toBe('There are abc, def.');
  expect(didYouMeanOneOf('abd', ['abc', 'def'], texts)).toBe('Did you mean "abc"?');
  expect(didYouMeanOneOf('abd', [], texts)).toBe('There is nothing.');
  const many = Array.from({ length: 30 }, (_, index) => `task-number-${index}`);
  expect(didYouMeanOneOf('q', many, texts)).toMatch(/task-number-19, …$/);
});
