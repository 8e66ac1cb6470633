const HOURS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 8, week: 40, month: 160, point: 4 };
const ELAPSED_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
};
const UNITS: Readonly<Record<string, string>> = {
  min: 'minute',
  m: 'minute',
  h: 'hour',
  hr: 'hour',
  d: 'day',
  w: 'week',
  pt: 'point',
  sp: 'point',
};

const PART = /(\d+(?:[.,]\d+)?)\s*[-_ ]?\s*(?:story[-_ ]?)?([a-z]+)/giy;

/** Working hours of "3 days", "2.5 weeks", "1 day 4 hours" or "6 points" (a point is half a day); null where it does not parse. */
export function parseEffortHours(text: string): number | null {
  return sum(text, HOURS);
}

/** Milliseconds of elapsed time of "15 minutes", "4 hours" or "2h"; null where it does not parse. */
export function parseElapsedMs(text: string): number | null {
  return sum(text, ELAPSED_MS);
}

function sum(text: string, sizes: Readonly<Record<string, number>>): number | null {
  const rest = text.trim();
  let total = 0;
  let at = 0;
  while (at < rest.length) {
    PART.lastIndex = at;
    const part = PART.exec(rest);
    if (!part) return null;
    const [matched, amount = '', word = ''] = part;
    const lower = word.toLowerCase();
    const singular = lower.length > 1 && lower.endsWith('s') ? lower.slice(0, -1) : lower;
    const unit = UNITS[singular] ?? singular;
    const size = Object.hasOwn(sizes, unit) ? sizes[unit] : undefined;
    if (size === undefined) return null;
    total += Number(amount.replace(',', '.')) * size;
    at += matched.length;
    const gap = /[\s,]*(?:and\s+)?/y;
    gap.lastIndex = at;
    at += gap.exec(rest)?.[0].length ?? 0;
  }
  return rest === '' ? null : total;
}
