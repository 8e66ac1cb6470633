import { SECRET_PREFIX } from '../actions/secret-source.js';
import { isValidId } from '../domain/ids.js';
import { SETTINGS } from './settings.js';

export interface UnknownSetting {
  readonly name: string;
  /** The known name that it is a slip away from; null when there is none. */
  readonly nearest: string | null;
}

/** Kubernetes sets these in every pod beside a service of the name `taskwright`. */
const SERVICE_LINK = /^TASKWRIGHT_(SERVICE_(HOST|PORT)|PORT$|PORT_\d)/;

const MAX_SLIPS = 2;

/** The names that begin with TASKWRIGHT_ and are none of ours. */
export function findUnknownSettings(env: object): UnknownSetting[] {
  const unknown = Object.keys(env).filter((name) => name.startsWith('TASKWRIGHT_') && !isKnown(name));
  return unknown.map((name) => ({ name, nearest: findNearest(name) }));
}

function isKnown(name: string): boolean {
  return Object.hasOwn(SETTINGS, name) || isSecretName(name) || SERVICE_LINK.test(name);
}

function isSecretName(name: string): boolean {
  return name.startsWith(SECRET_PREFIX) && isValidId(name.slice(SECRET_PREFIX.length));
}

function findNearest(name: string): string | null {
  const known = Object.keys(SETTINGS).map((other) => ({ other, slips: countSlips(name, other) }));
  const [nearest] = known.filter(({ slips }) => slips <= MAX_SLIPS).sort((a, b) => a.slips - b.slips);
  return nearest?.other ?? null;
}

/** Levenshtein's distance: letters added, left out or changed. */
function countSlips(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      const diagonal = (above[column - 1] ?? 0) + change;
      current.push(Math.min(diagonal, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
