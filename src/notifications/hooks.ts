import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { toMessage } from '../domain/errors.js';
import { lend, remove } from './event-feed.js';
import type { Happening } from './happening.js';
import { matchesName } from './name-events.js';
import { readHappenings } from './read-happenings.js';

/** Code of the user's own that hears of events in the worker. What it throws is logged and harms nothing. */
export interface Hook {
  /** `task.completed`, `run.*`, `*`. */
  readonly on: string | readonly string[];
  /** For the log. */
  readonly name?: string;
  /** Called by one of the workers that have hooks: once, and again where that one died meanwhile. 30 s at most are waited for. */
  readonly run: (happening: Happening) => unknown;
}

export interface HooksContext {
  readonly db: NodePgDatabase;
  readonly hooks: readonly Hook[];
  readonly publicUrl: string | null;
  readonly log: (line: string) => void;
  readonly now: () => number;
}

const EVENTS_AT_ONCE = 20;
const TIME_LIMIT_MS = 30_000;

/** Longer than all hooks of all lent events may take before they are given up. */
const LENT_FOR_MS = 10 * 60_000;

/** Answers null: nothing is due at a time. */
export async function runHooks(context: HooksContext): Promise<null> {
  const { db, now } = context;
  for (;;) {
    const events = await lend(db, { consumer: 'hooks', limit: EVENTS_AT_ONCE, now: now(), forMs: LENT_FOR_MS });
    for (const fed of events) {
      for (const happening of await readHappenings(db, fed.event, context.publicUrl))
        await callHooks(context, happening);
      await remove(db, [fed]);
    }
    if (events.length < EVENTS_AT_ONCE) return null;
  }
}

async function callHooks({ hooks, log }: HooksContext, happening: Happening): Promise<void> {
  const interested = hooks.filter(({ on }) => toPatterns(on).some((pattern) => matchesName(pattern, happening.event)));
  await Promise.all(
    interested.map(async (hook) => {
      try {
        await withinTime(async () => hook.run(structuredClone(happening)));
      } catch (thrown) {
        const message = `The hook ${hook.name ?? toPatterns(hook.on).join(', ')} failed on ${happening.event}`;
        log(JSON.stringify({ at: happening.at, level: 'error', message: `${message}: ${toMessage(thrown)}` }));
      }
    }),
  );
}

export function toPatterns(on: Hook['on']): readonly string[] {
  return typeof on === 'string' ? [on] : on;
}

async function withinTime(work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end within 30 s')), TIME_LIMIT_MS);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
