import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed` as the very last line of a run, below what coverage has to say. A file that could not be
 * loaded and an error outside of all tests count as failed.
 */
export function createClosingLine(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
      const count = (state: string) => tests.filter((each) => each === state).length;
      const failed = count('failed') + modules.flatMap(listErrors).length + unhandledErrors.length;
      const skipped = count('skipped') + count('pending');
      const line = `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
      process.once('exit', () => process.stdout.write(`${line}\n`));
    },
  };
}

/** Of the file itself and its hooks, not of its tests. */
function listErrors(module: TestModule): readonly unknown[] {
  return [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
}
