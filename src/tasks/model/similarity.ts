import { distance } from 'fastest-levenshtein';

/** What is compared of a task. */
export interface Described {
  readonly title: string;
  readonly description: string | null;
}

const MAX_TITLE = 200;

/** From 0 to 1, by titles and, where both have one, by a third by descriptions. Titles with other numbers are other things. */
export function toSimilarity(one: Described, other: Described): number {
  const titles = compareTitles(normalize(one.title), normalize(other.title));
  if (!one.description || !other.description) return titles;
  return (2 * titles + shareOfWords(toWords(one.description), toWords(other.description))) / 3;
}

function compareTitles(one: string, other: string): number {
  if (one === other) return 1;
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).join(' ');
  const byLetters = 1 - distance(one, other) / Math.max(one.length, other.length, 1);
  const score = Math.max(byLetters, shareOfWords(toWords(one), toWords(other)));
  return numbers(one) === numbers(other) ? score : score / 2;
}

export function toWords(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

function normalize(text: string): string {
  return [...(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].join(' ').slice(0, MAX_TITLE);
}

/** Twice what both have, of all that each has. */
function shareOfWords(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  return one.size + other.size === 0 ? 0 : (2 * shared) / (one.size + other.size);
}
