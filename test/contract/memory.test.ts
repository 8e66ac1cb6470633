import { createMemoryStore } from '../../src/store/memory-store.js';
import { describeStore } from './store-contract.js';
import { describeStoreProperties } from './store-properties.js';

describeStore('the memory store', async () => createMemoryStore());
describeStoreProperties('the memory store, in any history', async () => createMemoryStore(), 150);
