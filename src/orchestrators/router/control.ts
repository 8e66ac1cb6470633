import type { Failure } from '../../domain/outcome.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';

/** The case that was chosen, or why none was. */
export type RouterControl = { readonly taken: string } | { readonly taken: null; readonly failure: Failure };

/** Reads a control state that this kind wrote. */
export function toRouterControl(value: JsonValue): RouterControl {
  if (!isJsonObject(value) || !('taken' in value)) throw new TypeError('not the control state of a router');
  return value as unknown as RouterControl;
}

export function fromRouterControl(control: RouterControl): JsonValue {
  return control as unknown as JsonValue;
}
