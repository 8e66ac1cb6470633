import { defineConfig } from 'vitest/config';
import { createClosingLine } from './test/support/closing-line.js';

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
          exclude: ['test/unit/**', 'test/replay/**', MEMORY_CONTRACT],
          globalSetup: 'test/support/servers.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // After the unit tests, whose answer comes at once.
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 85 },
    },
  },
});
