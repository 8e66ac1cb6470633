import { expect, it } from 'vitest';
import { givenRun, newSignal, uniqueId } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function messagesContract(getStore: GetStore): void {
  it('keeps signals in the order they were received', async () => {
    const runKey = await givenRun(getStore());
    const late = newSignal(runKey, { receivedAt: 9, payload: { sha: 'x' } });
    const early = newSignal(runKey, { receivedAt: 1, path: '/wait', from: 'github' });
    const alsoEarly = newSignal(runKey, { receivedAt: 1 });
    await getStore().messages.addSignals([late]);
    await getStore().messages.addSignals([early, alsoEarly]);
    const received = { status: 'received', consumedBy: [] };
    expect(await getStore().messages.listSignals(runKey)).toEqual([
      { ...early, ...received },
      { ...alsoEarly, ...received },
      { ...late, ...received },
    ]);
    await getStore().messages.addSignals([]);
  });

  it('takes a signal with the same id once', async () => {
    const runKey = await givenRun(getStore());
    const signal = newSignal(runKey, { payload: 'first' });
    await getStore().messages.addSignals([signal, { ...signal, payload: 'again' }]);
    await getStore().messages.addSignals([{ ...signal, payload: 'again' }]);
    expect(await getStore().messages.listSignals(runKey)).toMatchObject([{ payload: 'first' }]);
  });

  it('takes the same id in another run as another signal', async () => {
    const one = await givenRun(getStore());
    const two = await givenRun(getStore());
    const id = uniqueId('signal');
    await getStore().messages.addSignals([newSignal(one, { id, payload: 1 }), newSignal(two, { id, payload: 2 })]);
    expect(await getStore().messages.readSignals(two, [id])).toMatchObject([{ payload: 2 }]);
  });

  it('takes as many early signals as a run may keep at once', async () => {
    const runKey = await givenRun(getStore());
    const signals = Array.from({ length: 10_000 }, (_, index) => newSignal(runKey, { id: `s${index}` }));
    await getStore().messages.addSignals(signals);
    const ids = signals.map(({ id }) => id);
    expect((await getStore().messages.listSignals(runKey)).map(({ id }) => id)).toEqual(ids);
    expect((await getStore().messages.readSignals(runKey, ids.toReversed())).map(({ id }) => id)).toEqual(
      ids.toReversed(),
    );
  });

  it('reads signals in the order asked for and leaves unknown ones out', async () => {
    const runKey = await givenRun(getStore());
    const [a, b] = [newSignal(runKey), newSignal(runKey)];
    await getStore().messages.addSignals([a, b]);
    const read = await getStore().messages.readSignals(runKey, [b.id, 'unknown', a.id]);
    expect(read.map(({ id }) => id)).toEqual([b.id, a.id]);
    expect(await getStore().messages.readSignals(runKey, [])).toEqual([]);
  });

  it('refuses signals, payloads and answers of a run that does not exist', async () => {
    const missing = { code: 'not_found' };
    const payload = { id: 'p', runKey: 'nowhere', value: 1, actor: 'ann', at: 1 };
    await expect(getStore().messages.addSignals([newSignal('nowhere')])).rejects.toMatchObject(missing);
    await expect(getStore().messages.addPayload(payload)).rejects.toMatchObject(missing);
    await expect(getStore().messages.saveAnswer('nowhere', 'x', 1)).rejects.toMatchObject(missing);
  });

  it('refuses a signal whose name is no text', async () => {
    const runKey = await givenRun(getStore());
    await expect(getStore().messages.addSignals([newSignal(runKey, { name: 'a\0' })])).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('remembers who consumed a signal, with the value that tells senders apart', async () => {
    const runKey = await givenRun(getStore());
    const [a, b, c] = [1, 2, 3].map((receivedAt) => newSignal(runKey, { receivedAt }));
    if (!a || !b || !c) throw new Error('No signals.');
    await getStore().messages.addSignals([a, b, c]);
    const one = { runKey, path: '/one', visit: 1 };
    const two = { runKey, path: '/two', visit: 1 };
    const judged = {
      ...one,
      consumed: [
        { id: b.id, distinctKey: '"ann"' },
        { id: a.id, distinctKey: null },
        { id: 'unknown', distinctKey: null },
      ],
      unmatched: [c.id, 'unknown'],
    };
    await getStore().messages.settleSignals(judged);
    await getStore().messages.settleSignals(judged);
    await getStore().messages.settleSignals({ ...two, consumed: [{ id: a.id, distinctKey: null }], unmatched: [b.id] });
    const consumed = await getStore().messages.listConsumed(one);
    expect(consumed.map(({ signal, distinctKey }) => [signal.id, distinctKey])).toEqual([
      [a.id, null],
      [b.id, '"ann"'],
    ]);
    expect(await getStore().messages.listConsumed({ ...one, visit: 2 })).toEqual([]);
    expect(await getStore().messages.listSignals(runKey)).toMatchObject([
      {
        status: 'consumed',
        consumedBy: [
          { path: '/one', visit: 1 },
          { path: '/two', visit: 1 },
        ],
      },
      { status: 'consumed', consumedBy: [{ path: '/one', visit: 1 }] },
      { status: 'unmatched', consumedBy: [] },
    ]);
    await getStore().messages.settleSignals({ ...two, consumed: [{ id: c.id, distinctKey: null }], unmatched: [] });
    expect(await getStore().messages.readSignals(runKey, [c.id])).toMatchObject([{ status: 'consumed' }]);
  });

  it('keeps the first payload and the first answer of an id', async () => {
    const runKey = await givenRun(getStore());
    const payload = { id: 'p1', runKey, value: { done: true }, actor: 'ann', at: 1 };
    await getStore().messages.addPayload(payload);
    await getStore().messages.addPayload({ ...payload, value: 'again' });
    expect(await getStore().messages.readPayload(runKey, 'p1')).toEqual({ done: true });
    await getStore().messages.saveAnswer(runKey, 'a1', null);
    await getStore().messages.saveAnswer(runKey, 'a1', 'again');
    expect(await getStore().messages.readAnswer(runKey, 'a1')).toBeNull();
  });

  it('tells an unknown payload or answer from one that is null', async () => {
    const runKey = await givenRun(getStore());
    expect(await getStore().messages.readPayload(runKey, 'x')).toBeUndefined();
    expect(await getStore().messages.readAnswer(runKey, 'x')).toBeUndefined();
    await getStore().messages.addPayload({ id: 'x', runKey, value: null, actor: 'ann', at: 1 });
    expect(await getStore().messages.readPayload(runKey, 'x')).toBeNull();
  });
}
