import { didYouMean } from './nearest.js';

/** Where the names may be used that not every expression sees. */
const PLACES: Readonly<Record<string, string>> = {
  secrets: '"secrets" may be used in "with" only, and not in that of external, run, activity and workflow',
  output: '"output" may be used in "fail_when" and "outputs" of a basic task only',
  signal: '"signal" may be used in a wait for a signal only',
  processed: '"processed" may be used in a wait with "process" only',
  item: '"item" may be used in a collection that does not name its items otherwise, and in "reduce.value", only',
  index: '"index" may be used in a collection that does not name its positions otherwise, and in "reduce.value", only',
};

/** What to say about a name that means nothing where it stands. */
export function whyUnknown(name: string, known: ReadonlySet<string>): { message: string; hint: string } {
  const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
  const listed = `Known here: ${[...known].join(', ')}.`;
  if (place !== undefined) return { message: `${place}.`, hint: listed };
  return { message: `There is no variable "${name}" here.`, hint: didYouMean(name, known, listed) };
}
