import { createHash } from 'node:crypto';
import type { Definition } from '../domain/definition.js';
import type { ParsedDefinition } from './parse-definition.js';

export interface PinnedDefinition {
  /** SHA-256 of the body, in hex. */
  readonly hash: string;
  /** The parsed definition as JSON. */
  readonly body: string;
}

/**
 * What a run is pinned to. The fields of tasks have one order, whatever order they were written in; comments and the
 * notation make no difference. Values that are handed on (`with`, `outputs`, …) keep the author's order.
 */
export function hashDefinition(definition: Definition): PinnedDefinition {
  const body = JSON.stringify(definition);
  return { hash: createHash('sha256').update(body).digest('hex'), body };
}

/** Reads a body that `hashDefinition` has made; it was checked before it was pinned, and is not checked again. */
export function parsePinnedDefinition(body: string): ParsedDefinition {
  return JSON.parse(body) as ParsedDefinition;
}
