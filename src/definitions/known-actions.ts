import type { ZodType } from 'zod';
import type { ActionRules } from '../orchestrators/basic/check.js';

/** What the checker has to know of an action; every `Action` is one. */
export interface KnownAction {
  readonly name: string;
  /** Checks `with`. */
  readonly input: ZodType;
  readonly rules?: ActionRules;
}

export interface KnownActions {
  readonly byName: ReadonlyMap<string, KnownAction>;
  /** False where there may be others, on workers elsewhere: then an unknown name is no problem. */
  readonly isComplete: boolean;
}
