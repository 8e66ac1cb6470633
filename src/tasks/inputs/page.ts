import { z } from 'zod';

/** Arguments of every list. */
export const pageFields = {
  limit: z.int().min(1).max(200).default(50),
  offset: z.int().min(0).max(10_000_000).optional(),
  /** What the page before has given as `next_cursor`. */
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'is not a cursor that was given')
    .optional(),
};

interface PageRequest {
  readonly offset?: number | undefined;
  readonly cursor?: string | undefined;
}

/** How many entries stand before the page. */
export function toOffset({ offset, cursor }: PageRequest): number {
  return offset ?? Number(cursor ?? 0);
}

/** Where the list goes on behind a page, if it does. */
export function toPageEnd(
  total: number,
  page: { readonly offset: number; readonly size: number },
): { readonly total_count: number; readonly has_more: boolean; readonly next_cursor: string | null } {
  const next = page.offset + page.size;
  const hasMore = next < total;
  return { total_count: total, has_more: hasMore, next_cursor: hasMore ? String(next) : null };
}
