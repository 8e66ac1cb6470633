import { TaskwrightError } from './errors.js';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `500ms`, `90s`, `2h`, `3d`, also `1h30m`: units from large to small, each once. */
export const DURATION_PATTERN =
  /^(?=\d)(\d+(?:\.\d+)?w)?(\d+(?:\.\d+)?d)?(\d+(?:\.\d+)?h)?(\d+(?:\.\d+)?m(?!s))?(\d+(?:\.\d+)?s)?(\d+ms)?$/;

/** The longest duration that is taken: 10 years, in milliseconds. */
export const MAX_DURATION_MS = 3_650 * 86_400_000;

/** Milliseconds, or null where the text is no duration or is longer than ten years. */
export function tryParseDuration(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  if (!match || text.length > 40) return null;
  let totalMs = 0;
  for (const part of match.slice(1)) {
    if (part === undefined) continue;
    const unit = part.replace(/^[\d.]+/, '');
    totalMs += Number.parseFloat(part) * (UNIT_MS[unit] ?? Number.NaN);
  }
  return Number.isFinite(totalMs) && totalMs <= MAX_DURATION_MS ? Math.round(totalMs) : null;
}

/** Milliseconds. Throws invalid_input. */
export function parseDuration(text: string): number {
  const durationMs = tryParseDuration(text);
  if (durationMs === null) {
    throw new TaskwrightError('invalid_input', `"${text.slice(0, 60)}" is not a duration.`, {
      hint: 'Write a number and a unit, as in 500ms, 90s, 15m, 2h or 3d (ten years at most).',
    });
  }
  return durationMs;
}

/** As an author would write it, in one unit: `90m`, `2d`. Expects whole milliseconds. */
export function formatExactDuration(durationMs: number): string {
  const [unit, unitMs] = ['d', 'h', 'm', 's']
    .map((name) => [name, UNIT_MS[name] ?? 1] as const)
    .find(([, inMs]) => durationMs % inMs === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}
