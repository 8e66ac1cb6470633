import { DatabaseError } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { TaskwrightError } from '../../../../src/domain/errors.js';
import { sendAttempts } from '../../../../src/store/postgres/send-attempts.js';

function postgresError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('secret SQL', 10, 'error'), { code });
}

const rowsOf = (asks: readonly string[], state = 'new') => asks.map((ask, n) => ({ n, state, text: ask }));
const toAnswer = (row: { text: string } | undefined, ask: string): string => {
  if (!row) throw new TaskwrightError('not_found', ask);
  return row.text.toUpperCase();
};

describe('sendAttempts', () => {
  it('answers in the order asked, whatever order the rows come in', async () => {
    const ask = async (asks: readonly string[]) => rowsOf(asks).toReversed();
    expect(await sendAttempts(['a', 'b', 'c'], { ask, toAnswer })).toEqual(['A', 'B', 'C']);
  });

  it('gives the one without a row an error of its own', async () => {
    const ask = async (asks: readonly string[]) => rowsOf(asks).filter(({ text }) => text !== 'b');
    expect(await sendAttempts(['a', 'b'], { ask, toAnswer })).toEqual([
      'A',
      expect.objectContaining({ code: 'not_found' }),
    ]);
  });

  it('asks again under lock, and only for those that have to be asked again', async () => {
    const ask = vi.fn(async (asks: readonly string[]) =>
      rowsOf(asks).map((row) => ({ ...row, state: row.text === 'b' && asks.length > 1 ? 'again' : 'new' })),
    );
    expect(await sendAttempts(['a', 'b', 'c'], { ask, toAnswer })).toEqual(['A', 'B', 'C']);
    expect(ask.mock.calls).toEqual([
      [['a', 'b', 'c'], { isUnderLock: false }],
      [['b'], { isUnderLock: true }],
    ]);
  });

  it('lets the answer say what it is when nothing was to be seen under lock either', async () => {
    const ask = vi.fn(async (asks: readonly string[]) => rowsOf(asks, 'again'));
    expect(await sendAttempts(['a'], { ask, toAnswer: (row) => row?.state })).toEqual(['again']);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('sends each alone when a value of one is refused, and only that one fails', async () => {
    const ask = vi.fn(async (asks: readonly string[]) => {
      if (asks.includes('bad')) throw postgresError('22P05');
      return rowsOf(asks);
    });
    const answers = await sendAttempts(['a', 'bad', 'c'], { ask, toAnswer });
    expect(answers).toEqual(['A', expect.objectContaining({ code: 'invalid_input' }), 'C']);
  });

  it('repeats a statement that lost against another transaction', async () => {
    const ask = vi.fn(async (asks: readonly string[]) => rowsOf(asks));
    ask.mockRejectedValueOnce(postgresError('40P01'));
    expect(await sendAttempts(['a'], { ask, toAnswer })).toEqual(['A']);
  });

  it('fails all when the database is away, without repeating', async () => {
    const ask = vi.fn(async (): Promise<ReturnType<typeof rowsOf>> => {
      throw postgresError('57P01');
    });
    const unavailable = expect.objectContaining({ code: 'unavailable' });
    expect(await sendAttempts(['a', 'b'], { ask, toAnswer })).toEqual([unavailable, unavailable]);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
