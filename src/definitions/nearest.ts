import { distance } from 'fastest-levenshtein';

/** A definition can have ten thousand wrong names, and ten thousand right ones to compare each with. */
const MAX_COMPARED = 300;

const MAX_LISTED = 20;

/**
 * The candidate that was probably meant, or null: at most a third of the letters differ, whatever their case; two letters
 * swapped count once.
 */
export function nearestTo(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 200) return null;
  const wanted = word.toLowerCase();
  const limit = Math.floor(word.length / 3);
  let nearest: string | null = null;
  let smallest = limit + 1;
  let compared = 0;
  for (const candidate of candidates) {
    compared += 1;
    if (compared > MAX_COMPARED) break;
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const difference = differenceOf(wanted, candidate.toLowerCase());
    if (difference >= smallest) continue;
    smallest = difference;
    nearest = candidate;
  }
  return nearest;
}

/** Whether one slip of the fingers makes one word out of the other. */
export function isSlipOf(word: string, candidate: string): boolean {
  return word.length <= 200 && differenceOf(word.toLowerCase(), candidate.toLowerCase()) === 1;
}

function differenceOf(a: string, b: string): number {
  const letters = distance(a, b);
  return letters === 2 && a.length === b.length && areSwapped(a, b) ? 1 : letters;
}

function areSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** The nearest candidate as a hint, or the other hint. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const nearest = nearestTo(word, candidates);
  return nearest === null ? otherwise : `Did you mean "${nearest}"?`;
}

/** The nearest name as a hint, else the names themselves, else what to say when there is none. */
export function didYouMeanOneOf(
  word: string,
  names: Iterable<string>,
  { listed, none }: { readonly listed: string; readonly none: string },
): string {
  const first: string[] = [];
  for (const name of names) if (first.push(name) === MAX_COMPARED) break;
  if (first.length === 0) return none;
  const shown = first.slice(0, MAX_LISTED).join(', ');
  return didYouMean(word, first, `${listed} ${shown}${first.length > MAX_LISTED ? ', …' : '.'}`);
}
