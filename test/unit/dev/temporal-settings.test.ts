import { expect, test } from 'vitest';
import { toTemporalArguments } from '../../../src/dev/temporal-settings.js';

const args = toTemporalArguments({
  ports: { temporal: 7233, ui: 8233, metrics: 9233 },
  databaseFile: '/data/temporal.db',
});

/** The values of an option that may come several times. */
function valuesOf(option: string): string[] {
  return args.flatMap((argument, index) => (args[index - 1] === option ? [argument] : []));
}

test('the server listens on the loopback address only', () => {
  expect([...valuesOf('--ip'), ...valuesOf('--ui-ip')]).toEqual(['127.0.0.1', '127.0.0.1']);
  expect([valuesOf('--port'), valuesOf('--ui-port'), valuesOf('--metrics-port')]).toEqual([
    ['7233'],
    ['8233'],
    ['9233'],
  ]);
});

test('what it stores survives the process', () => {
  expect(valuesOf('--db-filename')).toEqual(['/data/temporal.db']);
  expect(valuesOf('--sqlite-pragma')).toEqual(['journal_mode=wal', 'synchronous=normal']);
});

test('every setting is a JSON value, as the server wants it', () => {
  const settings = valuesOf('--dynamic-config-value').map((setting) => setting.split('='));
  expect(settings.length).toBeGreaterThan(10);
  for (const [, value] of settings) expect(() => JSON.parse(value ?? '')).not.toThrow();
});
