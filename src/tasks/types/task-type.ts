import type { JsonObject } from '../../domain/json.js';
import type { GenericKind } from '../model/generic-task.js';

/** What a registered type brings to the tasks that carry its label. */
export interface TaskType {
  readonly name: string;
  readonly description: string | null;
  /** Basic while it has no children, unless said. */
  readonly kind: GenericKind;
  /** Fields of a new task that are taken where the request leaves them out. */
  readonly defaults: JsonObject;
  /** JSON Schema of the attributes; null takes any. */
  readonly attributesSchema: JsonObject | null;
}

/** A label that nobody registered is a basic task. */
export function freeType(name: string): TaskType {
  return { name, description: null, kind: 'basic', defaults: {}, attributesSchema: null };
}
