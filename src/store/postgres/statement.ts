import { createHash } from 'node:crypto';
import type { Pool, QueryResultRow } from 'pg';

type Value = string | number | boolean | null | undefined;

/** A statement that is prepared once a connection, and known there by its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: Value[];
}

const names = new Map<string, string>();
const texts = new WeakMap<TemplateStringsArray, string>();

/** Each value becomes a parameter: statement`select … where run_key = ${runKey}`. */
export function statement(strings: TemplateStringsArray, ...values: Value[]): Statement {
  let text = texts.get(strings);
  if (text === undefined) {
    text = strings.reduce((before, after, index) => `${before}$${index}${after}`);
    texts.set(strings, text);
  }
  return textStatement(text, values);
}

/** For a text put together from parts, all of them ours; the values stand in it as `$1`, `$2`. */
export function textStatement(text: string, values: Value[]): Statement {
  let name = names.get(text);
  if (name === undefined) {
    name = `taskwright_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    names.set(text, name);
  }
  return { name, text, values };
}

export async function query<Row>(pool: Pool, asked: Statement): Promise<readonly Row[]> {
  const { rows } = await pool.query(asked);
  return rows;
}

/** For what may change a hundred thousand tasks at once. */
export const LARGE_TIMEOUT_MS = 60_000;

/**
 * All or nothing, in one round trip: nothing waits for the answer of what comes before it. Each statement sees what the
 * ones before have done, and what others have committed until it began. Without a timeout the connection's holds.
 */
export async function transact<Row extends QueryResultRow>(
  pool: Pool,
  statements: readonly Statement[],
  { timeoutMs }: { readonly timeoutMs?: number | undefined } = {},
): Promise<readonly Row[][]> {
  const client = await pool.connect();
  const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs + 2_000 };
  const first =
    timeoutMs === undefined ? [] : [statement`select set_config('statement_timeout', ${timeoutMs}::text, true)`];
  try {
    const sent = [{ text: 'begin' }, ...first, ...statements, { text: 'commit' }].map((one) =>
      client.query<Row>({ ...one, ...limit }),
    );
    const results = await Promise.all(sent);
    client.release();
    return results.slice(1 + first.length, -1).map(({ rows }) => rows);
  } catch (thrown) {
    // What was sent behind the statement that failed has changed nothing, but the connection may have lost count.
    client.release(true);
    throw thrown;
  }
}
