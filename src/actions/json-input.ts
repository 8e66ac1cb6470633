import { z } from 'zod';
import type { ZodType } from 'zod';
import type { JsonValue } from '../domain/json.js';

/** Any JSON. What reaches an action was rendered from JSON, so that there is nothing left to check. */
export const jsonInput = z.unknown() as ZodType<JsonValue | undefined>;
