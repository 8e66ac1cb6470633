/** What JSON can say. Everything that is stored or sent is of this type. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/** As it goes over a wire: what JSON cannot say is left out or null. `undefined` itself cannot be written. */
export function toJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
