import { bigint, customType } from 'drizzle-orm/pg-core';

/** Keys and versions are compared byte by byte, whatever the database's language: ranges of paths rely on it. */
export const keyText = customType<{ data: string }>({
  dataType: () => 'text COLLATE "C"',
});

/** Milliseconds since the epoch. */
export const instant = (name: string) => bigint(name, { mode: 'number' });

/**
 * JSON as the text it was written as. `jsonb` refuses NUL and lone surrogates, reorders keys and rewrites numbers, and
 * `json` refuses such texts again as soon as one looks inside. The value null may be kept as no value.
 */
export const jsonText = <Value>(name: string) =>
  customType<{ data: Value; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => JSON.parse(text),
  })(name);
