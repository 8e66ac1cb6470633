import { compareBuild, valid } from 'semver';

interface Versioned {
  readonly id: string;
  readonly version: string;
}

/** By id, the highest version first. A version that is none of semantic versioning comes after all that are. */
export function compareDefinitions(a: Versioned, b: Versioned): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return compareVersions(b.version, a.version);
}

function compareVersions(a: string, b: string): number {
  const isSemverA = valid(a) !== null;
  const isSemverB = valid(b) !== null;
  if (isSemverA && isSemverB) return compareBuild(a, b);
  if (isSemverA !== isSemverB) return isSemverA ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
