import { describe, expect, it } from 'vitest';
import { coalesce, type CoalesceOptions } from '../../../../src/store/postgres/coalesce.js';

/** Batches are recorded and answered when the test says so. */
function givenSender(over: Partial<CoalesceOptions<string, string>> = {}) {
  const batches: {
    asks: readonly string[];
    answer: (answers: (string | Error)[]) => void;
    fail: (e: Error) => void;
  }[] = [];
  const ask = coalesce<string, string>({
    send: (asks) => new Promise((answer, fail) => batches.push({ asks, answer, fail })),
    toKey: (text) => text,
    toWeight: () => 1,
    maxUnderWay: 2,
    ...over,
  });
  return { ask, batches };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

describe('coalesce', () => {
  it('sends what is asked in one turn together, and answers each', async () => {
    const { ask, batches } = givenSender();
    const answers = Promise.all([ask('a'), Promise.resolve().then(() => ask('b')), ask('c')]);
    await nextTurn();
    expect(batches.map(({ asks }) => asks)).toEqual([['a', 'c', 'b']]);
    batches[0]?.answer(['A', 'C', 'B']);
    expect(await answers).toEqual(['A', 'B', 'C']);
  });

  it('keeps what is asked while all places are taken, and sends it together', async () => {
    const { ask, batches } = givenSender({ maxUnderWay: 1 });
    void ask('a');
    await nextTurn();
    void ask('b');
    await nextTurn();
    void ask('c');
    await turns(3);
    expect(batches.map(({ asks }) => asks)).toEqual([['a']]);
    batches[0]?.answer(['A']);
    await turns(2);
    expect(batches.map(({ asks }) => asks)).toEqual([['a'], ['b', 'c']]);
  });

  it('sends asks with the same key one after another', async () => {
    const { ask, batches } = givenSender({ toKey: (text) => text.slice(0, 1) });
    void ask('a1');
    void ask('b1');
    void ask('a2');
    void ask('a3');
    await turns(3);
    expect(batches.map(({ asks }) => asks)).toEqual([['a1', 'b1']]);
    batches[0]?.answer(['', '']);
    await turns(3);
    expect(batches.map(({ asks }) => asks)).toEqual([['a1', 'b1'], ['a2']]);
  });

  it('sends no batch that is too heavy, but each ask sooner or later', async () => {
    const { ask, batches } = givenSender({ toWeight: () => 3 * 1024 * 1024, maxUnderWay: 9 });
    for (const text of ['a', 'b', 'c']) void ask(text);
    await turns(4);
    expect(batches.map(({ asks }) => asks)).toEqual([['a'], ['b'], ['c']]);
  });

  it('sends 200 at most together', async () => {
    const { ask, batches } = givenSender({ maxUnderWay: 9 });
    for (let index = 0; index < 450; index++) void ask(String(index));
    await turns(4);
    expect(batches.map(({ asks }) => asks.length)).toEqual([200, 200, 50]);
  });

  it('lets one ask fail alone', async () => {
    const { ask, batches } = givenSender();
    const outcomes = Promise.allSettled([ask('a'), ask('b')]);
    await nextTurn();
    batches[0]?.answer([new Error('bad'), 'B']);
    expect(await outcomes).toMatchObject([{ status: 'rejected', reason: { message: 'bad' } }, { value: 'B' }]);
  });

  it('tells each when the whole batch failed, and goes on', async () => {
    const { ask, batches } = givenSender({ maxUnderWay: 1 });
    const outcomes = Promise.allSettled([ask('a'), ask('b')]);
    await nextTurn();
    batches[0]?.fail(new Error('gone'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = ask('c');
    await turns(2);
    batches[1]?.answer(['C']);
    expect(await next).toBe('C');
  });
});
