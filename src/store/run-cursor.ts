import { TaskwrightError } from '../domain/errors.js';

/** Where a page of runs ended: the next one holds what was made before, and of the same time what sorts before. */
export interface RunCursor {
  readonly createdAt: number;
  readonly runKey: string;
}

export function toCursorText(cursor: RunCursor): string {
  return Buffer.from(JSON.stringify([cursor.createdAt, cursor.runKey])).toString('base64url');
}

/** Throws invalid_input. */
export function parseRunCursor(text: string): RunCursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed)) {
      const [createdAt, runKey]: unknown[] = parsed;
      if (typeof createdAt === 'number' && typeof runKey === 'string') return { createdAt, runKey };
    }
  } catch (cause) {
    throw toCursorError(cause);
  }
  throw toCursorError();
}

function toCursorError(cause?: unknown): TaskwrightError {
  return new TaskwrightError('invalid_input', 'The cursor is none of this list.', {
    hint: 'Pass the nextCursor of the page before, or leave it out for the first page.',
    cause,
  });
}
