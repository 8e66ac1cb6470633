import { writeFile } from 'node:fs/promises';
import { toJsonSchema } from '../src/definitions/to-json-schema.js';

/** Writes the JSON Schema that editors complete and check definitions with. A test says when it has to be run again. */
const target = new URL('../schema/definition.schema.json', import.meta.url);
await writeFile(target, `${JSON.stringify(toJsonSchema(), null, 2)}\n`);
