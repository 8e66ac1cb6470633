import type { TaskDefinition } from '../domain/definition.js';
import { ChildSlot } from '../orchestrators/child-task.js';
import type { FieldPath } from '../orchestrators/kind.js';

/** Replaces each slot within a task's own fields by the task that `parse` makes of it. */
export function fillSlots(task: object, parse: (slot: ChildSlot, field: FieldPath) => TaskDefinition): void {
  fill(task, []);

  function fill(container: object, base: FieldPath): void {
    for (const [key, value] of Object.entries(container)) {
      if (typeof value !== 'object' || value === null) continue;
      const field = [...base, Array.isArray(container) ? Number(key) : key];
      if (value instanceof ChildSlot) Reflect.set(container, key, parse(value, field));
      else fill(value, field);
    }
  }
}
