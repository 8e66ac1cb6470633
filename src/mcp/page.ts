import type { JsonObject, JsonValue } from '../domain/json.js';
import { toOffset, toPageEnd } from '../tasks/inputs/page.js';

export { pageFields } from '../tasks/inputs/page.js';

/** One page of a list that is known as a whole. */
export function toPage(
  name: string,
  all: readonly JsonValue[],
  page: { readonly limit: number; readonly offset?: number | undefined; readonly cursor?: string | undefined },
): JsonObject {
  const offset = toOffset(page);
  const items = all.slice(offset, offset + page.limit);
  return { [name]: items, ...toPageEnd(all.length, { offset, size: items.length }) };
}
