import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/domain/json.js';

export interface PatternCall {
  readonly tool: string;
  readonly arguments: JsonObject;
}

export interface Pattern {
  readonly title: string;
  /** Ids that the calls name and that somebody has created before, with the stage they stand in. */
  readonly given: Readonly<Record<string, string>>;
  readonly calls: readonly PatternCall[];
}

interface PatternFile {
  readonly patterns: readonly Pattern[];
  readonly ecommerceTemplate: JsonObject;
}

const file: PatternFile = JSON.parse(readFileSync(new URL('workflow-patterns.json', import.meta.url), 'utf8'));

/** The calls of ten ways to work, letter for letter, and the template that one of them uses. */
export const { patterns: PATTERNS, ecommerceTemplate: ECOMMERCE_TEMPLATE } = file;
