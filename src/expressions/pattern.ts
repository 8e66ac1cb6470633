import { RE2JS, RE2JSSyntaxException } from 're2js';
import { createBoundedCache } from './bounded-cache.js';
import { spend, type Budget } from './budget.js';
import { Failure } from './failure.js';
import { estimatePatternSize } from './pattern-size.js';

/** The patterns that an evaluation has paid for, so that a loop pays once for its pattern. */
export interface PatternMemo {
  readonly patterns: Map<string, RE2JS>;
}

const LENGTH_LIMIT = 1_000;
const SIZE_LIMIT = 1_000;
const SIZE_CHECKED_EARLY = 200;
const UNITS_PER_INSTRUCTION = 1_000;

const compiled = createBoundedCache<RE2JS>({ maxWeight: 100_000, weigh: (_, pattern) => 20 + pattern.programSize() });

/**
 * Whether a regular expression of RE2 occurs anywhere in the text. It takes linear time, whatever the pattern. Fails for
 * what RE2 does not know (look-around, back-references) and for patterns that are too large.
 */
export function matchesPattern(text: string, source: string, resources: Budget & PatternMemo): boolean {
  const pattern = toPattern(source, resources);
  spend(resources, 30 + Math.ceil((text.length * pattern.programSize()) / 8));
  return pattern.matcher(text).find();
}

/** Fails for a pattern whose fault shows cheaply; for patterns that stand in an expression. */
export function checkPattern(source: string): void {
  if (requireSize(source) <= SIZE_CHECKED_EARLY) compilePattern(source);
}

/** What is paid does not depend on the cache, so that the same evaluation always costs the same. */
function toPattern(source: string, resources: Budget & PatternMemo): RE2JS {
  const known = resources.patterns.get(source);
  if (known) return known;
  spend(resources, 500 + requireSize(source) * UNITS_PER_INSTRUCTION);
  const pattern = compilePattern(source);
  resources.patterns.set(source, pattern);
  return pattern;
}

function requireSize(source: string): number {
  const size = source.length > LENGTH_LIMIT ? Number.POSITIVE_INFINITY : Math.ceil(estimatePatternSize(source));
  if (size > SIZE_LIMIT) throw toTooLarge();
  return size;
}

function compilePattern(source: string): RE2JS {
  const known = compiled.get(source);
  if (known) return known;
  try {
    const pattern = RE2JS.compile(source);
    if (pattern.programSize() > SIZE_LIMIT * 2) throw toTooLarge();
    compiled.set(source, pattern);
    return pattern;
  } catch (thrown) {
    if (!(thrown instanceof RE2JSSyntaxException)) throw thrown;
    throw new Failure('a pattern of matches() is not a regular expression of RE2', { hint: RE2_HINT });
  }
}

function toTooLarge(): Failure {
  return new Failure('a pattern of matches() is too large', { hint: 'Use fewer and smaller repetitions.' });
}

const RE2_HINT =
  'RE2 has neither look-around nor back-references; a backslash is written twice unless the text is raw, as in r"\\d+".';
