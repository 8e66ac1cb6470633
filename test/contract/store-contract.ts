import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { auditContract } from './store/audit.js';
import { attemptsContract } from './store/attempts.js';
import { concurrencyContract } from './store/concurrency.js';
import { definitionsContract } from './store/definitions.js';
import { dependenciesContract } from './store/dependencies.js';
import { eventsContract } from './store/events.js';
import { jsonContract } from './store/json.js';
import { messagesContract } from './store/messages.js';
import { outputsContract } from './store/outputs.js';
import { queriesContract } from './store/queries.js';
import { runsContract } from './store/runs.js';
import { transitionsContract } from './store/transitions.js';
import { writesContract } from './store/writes.js';

/** Gives the store once it is open; tests of one file share it, and use runs of their own. */
export type GetStore = () => Store;

/** What every store has to do. */
export function describeStore(name: string, create: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store | undefined;
    beforeAll(async () => {
      store = await create();
    });
    afterAll(async () => {
      await store?.close();
    });
    const getStore: GetStore = () => {
      if (!store) throw new Error('The store is not open.');
      return store;
    };
    describe('definitions', () => definitionsContract(getStore));
    describe('runs', () => runsContract(getStore));
    describe('writing tasks', () => writesContract(getStore));
    describe('transitions', () => transitionsContract(getStore));
    describe('outputs', () => outputsContract(getStore));
    describe('reading tasks', () => queriesContract(getStore));
    describe('attempts', () => attemptsContract(getStore));
    describe('messages', () => messagesContract(getStore));
    describe('dependencies and the outbox', () => dependenciesContract(getStore));
    describe('concurrency', () => concurrencyContract(getStore));
    describe('events', () => eventsContract(getStore));
    describe('the audit trail', () => auditContract(getStore));
    describe('JSON values', () => jsonContract(getStore));
  });
}
