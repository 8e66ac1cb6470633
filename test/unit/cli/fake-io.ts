import type { Io } from '../../../src/cli/io.js';

export interface FakeIo extends Io {
  /** Lines of stdout and of stderr so far. */
  readonly outLines: string[];
  readonly noteLines: string[];
}

/** A command's outside, in memory. */
export function createFakeIo(over: Partial<Pick<Io, 'env' | 'cwd' | 'readInput'>> = {}): FakeIo {
  const outLines: string[] = [];
  const noteLines: string[] = [];
  return {
    env: {},
    cwd: '/nowhere',
    isLive: false,
    size: () => ({ columns: 80, rows: 24 }),
    out: (text) => void outLines.push(text),
    note: (text) => void noteLines.push(text),
    openDrawing: () => Promise.reject(new Error('There is no terminal to draw in.')),
    readInput: () => Promise.reject(new Error('There is no stdin.')),
    ...over,
    outLines,
    noteLines,
  };
}
