import { runNotFound } from '../refusals.js';
import { assertStorableText } from '../../domain/storable.js';
import type { MessageStore, SignalRecord } from '../store.js';
import { keepJson } from './keep-json.js';
import { signalsOf, type Rows, type SignalRow } from './rows.js';

export function createMessages(rows: Rows): MessageStore {
  const find = (runKey: string, id: string) => signalsOf(rows, runKey).find((signal) => signal.id === id);

  return {
    async addSignals(signals) {
      for (const { runKey, name, from } of signals) {
        if (!rows.runs.has(runKey)) throw runNotFound();
        assertStorableText(name, "signal's name");
        assertStorableText(from, "signal's sender");
      }
      for (const signal of signals) {
        if (find(signal.runKey, signal.id)) continue;
        signalsOf(rows, signal.runKey).push({ ...keepJson(signal), status: 'received', consumptions: [] });
      }
    },

    async readSignals(runKey, ids) {
      return ids.flatMap((id) => find(runKey, id) ?? []).map(toRecord);
    },

    async listSignals(runKey) {
      return inOrder(signalsOf(rows, runKey)).map(toRecord);
    },

    async listConsumed({ runKey, path, visit }) {
      return inOrder(signalsOf(rows, runKey)).flatMap((signal) => {
        const consumption = signal.consumptions.find((one) => one.path === path && one.visit === visit);
        return consumption ? [{ signal: toRecord(signal), distinctKey: consumption.distinctKey }] : [];
      });
    },

    async settleSignals({ runKey, path, visit, consumed, unmatched }) {
      for (const { id, distinctKey } of consumed) {
        const signal = find(runKey, id);
        if (!signal) continue;
        signal.status = 'consumed';
        const isRepeat = signal.consumptions.some((one) => one.path === path && one.visit === visit);
        if (!isRepeat) signal.consumptions.push({ path, visit, distinctKey });
      }
      for (const id of unmatched) {
        const signal = find(runKey, id);
        if (signal?.status === 'received') signal.status = 'unmatched';
      }
    },

    async addPayload({ id, runKey, value }) {
      if (!rows.runs.has(runKey)) throw runNotFound();
      const key = toKey(runKey, id);
      if (!rows.payloads.has(key)) rows.payloads.set(key, keepJson(value));
    },

    async readPayload(runKey, id) {
      return rows.payloads.get(toKey(runKey, id));
    },

    async readAnswer(runKey, id) {
      return rows.answers.get(toKey(runKey, id));
    },

    async saveAnswer(runKey, id, answer) {
      if (!rows.runs.has(runKey)) throw runNotFound();
      const key = toKey(runKey, id);
      if (!rows.answers.has(key)) rows.answers.set(key, keepJson(answer));
    },
  };
}

function toKey(runKey: string, id: string): string {
  return JSON.stringify([runKey, id]);
}

function inOrder(signals: readonly SignalRow[]): SignalRow[] {
  return [...signals].sort((a, b) => a.receivedAt - b.receivedAt);
}

function toRecord({ consumptions, ...signal }: SignalRow): SignalRecord {
  return { ...signal, consumedBy: consumptions.map(({ path, visit }) => ({ path, visit })) };
}
