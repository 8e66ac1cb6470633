import { isConflictOfTransactions, toStoreError } from './to-store-error.js';

const TRIES = 5;

interface AnswerRow {
  /** The position of the ask that it answers. */
  readonly n: number;
  /** `again`: nothing was done, because another statement was at the same task. */
  readonly state: string;
}

export interface SendOptions<Ask, Row extends AnswerRow, Answer> {
  /** One statement; under lock it sees whatever the statements before it have written. */
  readonly ask: (asks: readonly Ask[], lock: { readonly isUnderLock: boolean }) => Promise<readonly Row[]>;
  /** Throws for an ask that cannot be answered. */
  readonly toAnswer: (row: Row | undefined, ask: Ask) => Answer;
}

/**
 * Sends a batch, and what has to be asked again once more, under lock. When a value is refused each ask is sent alone, so
 * that only the one with that value fails.
 */
export async function sendAttempts<Ask, Row extends AnswerRow, Answer>(
  asks: readonly Ask[],
  options: SendOptions<Ask, Row, Answer>,
): Promise<readonly (Answer | Error)[]> {
  const answers: (Answer | Error)[] = [];
  let open = asks.map((ask, index) => ({ ask, index }));
  let isUnderLock = false;
  for (let tries = 1; open.length > 0; tries++) {
    try {
      const found = await options.ask(
        open.map(({ ask }) => ask),
        { isUnderLock },
      );
      const rows = new Map(found.map((row) => [row.n, row]));
      for (const [position, { ask, index }] of open.entries()) {
        answers[index] = orError(() => options.toAnswer(rows.get(position), ask));
      }
      open = isUnderLock ? [] : open.filter((_, position) => rows.get(position)?.state === 'again');
      isUnderLock = true;
    } catch (thrown) {
      if (isConflictOfTransactions(thrown) && tries < TRIES) continue;
      const error = toStoreError(thrown);
      const mayBeOfOne = error.code === 'invalid_input' && open.length > 1;
      const alone = !mayBeOfOne ? [] : await Promise.all(open.map(({ ask }) => sendAttempts([ask], options)));
      for (const [position, { index }] of open.entries()) answers[index] = alone[position]?.[0] ?? error;
      return answers;
    }
  }
  return answers;
}

function orError<Answer>(answer: () => Answer): Answer | Error {
  try {
    return answer();
  } catch (thrown) {
    return toStoreError(thrown);
  }
}
