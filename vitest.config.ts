import { defineConfig } from 'vitest/config';
import { createClosingLine } from './test/support/closing-line.js';

const ON_SERVERS = { globalSetup: 'test/support/servers.ts', testTimeout: 60_000, hookTimeout: 60_000 };

const MEMORY_CONTRACT = 'test/contract/memory.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: '100%',
    reporters: ['default', createClosingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/replay/**/*.test.ts', MEMORY_CONTRACT],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/*/**/*.test.ts'],
          exclude: ['test/unit/**', 'test/replay/**', 'test/chaos/**', MEMORY_CONTRACT],
          ...ON_SERVERS,
          // After the unit tests, whose answer comes at once.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          ...ON_SERVERS,
          // They take servers away from those beside them, and measure nothing but what comes after.
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 85 },
    },
  },
});
