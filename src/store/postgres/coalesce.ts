export interface CoalesceOptions<Ask, Answer> {
  /** Answers in the order asked; an error in place of an answer is that call's alone. */
  readonly send: (asks: readonly Ask[]) => Promise<readonly (Answer | Error)[]>;
  /** Of what cannot stand twice in a batch. */
  readonly toKey: (ask: Ask) => string;
  /** Bytes, about. */
  readonly toWeight: (ask: Ask) => number;
  /** Batches under way at once; what is asked meanwhile waits and goes out together. */
  readonly maxUnderWay: number;
}

const MAX_COUNT = 200;
const MAX_WEIGHT = 4 * 1024 * 1024;

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly key: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * What is asked in one turn of the event loop goes out together, and so does what is asked while the batches before are
 * under way. Asks with the same key go out one after another.
 */
export function coalesce<Ask, Answer>(options: CoalesceOptions<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  const keysUnderWay = new Set<string>();
  let waiting: Waiting<Ask, Answer>[] = [];
  let underWay = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || waiting.length === 0 || underWay >= options.maxUnderWay) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      const { batch, rest } = takeBatch(waiting, keysUnderWay, options);
      waiting = rest;
      if (batch.length === 0) return;
      void send(batch);
      schedule();
    });
  }

  async function send(batch: readonly Waiting<Ask, Answer>[]): Promise<void> {
    underWay += 1;
    for (const { key } of batch) keysUnderWay.add(key);
    try {
      const answers = await options.send(batch.map(({ ask }) => ask));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined || answer instanceof Error) reject(answer ?? new Error('No answer to this call.'));
        else resolve(answer);
      }
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    } finally {
      underWay -= 1;
      for (const { key } of batch) keysUnderWay.delete(key);
      schedule();
    }
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, key: options.toKey(ask), resolve, reject });
      schedule();
    });
}

function takeBatch<Ask, Answer>(
  waiting: readonly Waiting<Ask, Answer>[],
  keysUnderWay: ReadonlySet<string>,
  { toWeight }: CoalesceOptions<Ask, Answer>,
): { batch: Waiting<Ask, Answer>[]; rest: Waiting<Ask, Answer>[] } {
  const batch: Waiting<Ask, Answer>[] = [];
  const rest: Waiting<Ask, Answer>[] = [];
  const keysTaken = new Set(keysUnderWay);
  let weight = 0;
  for (const call of waiting) {
    const ownWeight = toWeight(call.ask);
    const hasRoom = batch.length === 0 || (batch.length < MAX_COUNT && weight + ownWeight <= MAX_WEIGHT);
    if (hasRoom && !keysTaken.has(call.key)) {
      batch.push(call);
      weight += ownWeight;
    } else {
      rest.push(call);
    }
    keysTaken.add(call.key);
  }
  return { batch, rest };
}
