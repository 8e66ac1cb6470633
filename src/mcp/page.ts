import { z } from 'zod';
import type { JsonObject, JsonValue } from '../domain/json.js';

/** Arguments of every list. */
export const pageFields = {
  limit: z.int().min(1).max(200).default(50),
  offset: z.int().min(0).default(0),
};

/** One page of a list that is known as a whole. */
export function toPage(
  name: string,
  all: readonly JsonValue[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): JsonObject {
  const items = all.slice(offset, offset + limit);
  return { [name]: items, total_count: all.length, has_more: offset + items.length < all.length };
}
