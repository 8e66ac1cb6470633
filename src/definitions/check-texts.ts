import { isJsonObject, type JsonValue } from '../domain/json.js';
import { indexOfUnstorable } from '../domain/storable.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { DefinitionTree } from './definition-tree.js';
import type { ParsedTasks } from './parse-task.js';
import type { Finding } from './problem.js';

const MESSAGE = 'A text of a definition may hold neither a NUL character nor half of a surrogate pair.';
const HINT = 'Remove the escape, such as "\\0" or "\\ud800".';

/** Texts and keys, wherever they stand, that are no text: escapes of YAML and JSON can write them, nothing can keep them. */
export function checkTexts(value: JsonValue, tasks: ParsedTasks, tree: DefinitionTree): Finding[] {
  const found = [...findNoTexts(value, [])];
  if (found.length === 0) return [];
  const pathOf = createPathFinder(tasks, tree);
  return found.map((place) => ({ ...place, message: MESSAGE, hint: HINT, path: pathOf(place.field) }));
}

type Place = Pick<Finding, 'field' | 'at' | 'offset'>;

function* findNoTexts(value: JsonValue, field: FieldPath): Iterable<Place> {
  if (typeof value === 'string') {
    const offset = indexOfUnstorable(value);
    if (offset !== -1) yield { field, at: 'value', offset };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* findNoTexts(item, [...field, index]);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (indexOfUnstorable(key) !== -1) yield { field: [...field, key], at: 'key' };
      yield* findNoTexts(item, [...field, key]);
    }
  }
}

/** The path of the innermost task that a field belongs to. */
function createPathFinder({ byTask }: ParsedTasks, tree: DefinitionTree): (field: FieldPath) => string {
  const bySource = new Map([...byTask].map(([task, { source }]) => [JSON.stringify(source), task]));
  return (field) => {
    for (let length = field.length; length > 0; length -= 1) {
      const task = bySource.get(JSON.stringify(field.slice(0, length)));
      const path = task === undefined ? '\0' : tree.toPath(task);
      // Of a task whose id is the wrong text, the path is no better.
      if (indexOfUnstorable(path) === -1) return path;
    }
    return '/';
  };
}
