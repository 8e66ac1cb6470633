import { expect, test } from 'vitest';
import { toArchiveUrl } from '../../../src/dev/temporal-download.js';

test('the archive is that of the system and the processor', () => {
  expect(toArchiveUrl('linux', 'x64')).toBe('https://temporal.download/cli/archive/v1.8.2?platform=linux&arch=amd64');
  expect(toArchiveUrl('darwin', 'arm64')).toBe(
    'https://temporal.download/cli/archive/v1.8.2?platform=darwin&arch=arm64',
  );
});

test('a system without an archive is named', () => {
  expect(() => toArchiveUrl('linux', 's390x')).toThrow('there is no archive for linux on s390x');
});
