import type { Secrets } from '../actions/secret-source.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import { ROOT_PATH, toAncestorPaths, toChildPath, toLastSegment } from '../domain/path.js';
import type { References } from '../expressions/references.js';
import { hasTemplate } from '../expressions/template.js';
import type { DefinitionTree } from '../factory/definition-tree.js';
import type { Store, TaskScope } from '../store/store.js';

/** What the expressions of one task see. */
export interface TaskVariables {
  /**
   * Loads what the references need, but for names that are given: in one read of the store, or two for a parent whose
   * title has expressions.
   */
  for(
    references: References,
    options?: { readonly tasks?: 'siblings' | 'children'; readonly given?: readonly string[] },
  ): Promise<Readonly<Record<string, JsonValue>>>;
}

interface Place {
  readonly store: Store;
  readonly tree: DefinitionTree;
  readonly runKey: string;
  readonly path: string;
  readonly secrets: Secrets | null;
  /** The task's own; those of the store unless said. */
  readonly attributes?: (() => Promise<JsonObject>) | undefined;
}

/**
 * Names are looked up from the inside out: the names of the innermost item hide those further out, a sibling hides a
 * sibling of an ancestor. Nothing of the host's environment is among them.
 */
export function createTaskVariables(place: Place): TaskVariables {
  return {
    async for(references, { tasks = 'siblings', given = [] } = {}) {
      const named = new Set(references.variables.map(({ name }) => name).filter((name) => !given.includes(name)));
      const paths =
        tasks === 'siblings' && named.has('tasks') ? toReferredPaths(place, references) : new Map<string, string>();
      const ancestors = toAncestorPaths(place.path);
      const needsNames = [...named].some((name) => !FIXED_NAMES.has(name));
      const needsStore =
        named.has('input') ||
        named.has('run') ||
        named.has('parent') ||
        named.has('attributes') ||
        needsNames ||
        paths.size > 0;
      const scope = needsStore
        ? await place.store.tasks.readScope({
            runKey: place.runKey,
            needsInput: named.has('input'),
            outputsOf: [...paths.values()],
            localsOf: needsNames ? [...ancestors, place.path] : [],
            attributesOf: named.has('attributes') || named.has('parent') ? [place.path, ...ancestors.slice(-1)] : [],
          })
        : null;
      return {
        ...(scope ? toScopeVariables(scope, place) : {}),
        ...(named.has('attributes') && place.attributes ? { attributes: await place.attributes() } : {}),
        ...(named.has('parent') ? { parent: await toParent(place, scope) } : {}),
        ...(named.has('tasks')
          ? { tasks: await toTasks(place, { scope, paths, isOverChildren: tasks === 'children' }) }
          : {}),
        ...(place.secrets && named.has('secrets') ? { secrets: toSecretValues(place.secrets, references) } : {}),
      };
    },
  };
}

const FIXED_NAMES: ReadonlySet<string> = new Set([
  'input',
  'run',
  'tasks',
  'parent',
  'attributes',
  'secrets',
  'output',
]);

function toScopeVariables(scope: TaskScope, place: Place): Record<string, JsonValue> {
  const locals: Record<string, JsonValue> = {};
  for (const path of [...toAncestorPaths(place.path), place.path]) Object.assign(locals, scope.locals.get(path));
  return {
    ...locals,
    input: scope.input,
    run: {
      id: scope.run.runId,
      definition: scope.run.definitionId,
      version: scope.run.version,
      startedAt: new Date(scope.run.startedAt ?? scope.run.createdAt).toISOString(),
    },
    attributes: scope.attributes.get(place.path) ?? {},
  };
}

async function toParent(place: Place, scope: TaskScope | null): Promise<JsonObject | null> {
  const path = toAncestorPaths(place.path).at(-1);
  if (path === undefined) return null;
  const task = place.tree.taskAt(path);
  const title = task?.title ?? null;
  const hasValues = title !== null && hasTemplate(title);
  return {
    id: path === ROOT_PATH ? '' : toLastSegment(path),
    path,
    kind: task?.kind ?? null,
    type: task?.type ?? null,
    title: hasValues ? ((await place.store.tasks.read(place.runKey, path))?.title ?? title) : title,
    attributes: scope?.attributes.get(path) ?? task?.attributes ?? {},
  };
}

/** The path behind each `tasks.<id>` that is named; all that can be seen where the name is computed. */
function toReferredPaths(place: Place, references: References): Map<string, string> {
  const paths = new Map<string, string>();
  const ancestors = toAncestorPaths(place.path).reverse();
  const wanted = references.readsAllTasks ? null : new Set(references.tasks.map((task) => task.id));
  for (const ancestor of ancestors) {
    const owner = place.tree.taskAt(ancestor);
    if (!owner) continue;
    for (const child of place.tree.partsOf(owner).children) {
      const isVisible = !child.attached && child.sees !== 'none' && (wanted === null || wanted.has(child.segment));
      if (isVisible && !paths.has(child.segment)) paths.set(child.segment, toChildPath(ancestor, child.segment));
    }
  }
  return paths;
}

async function toTasks(
  place: Place,
  seen: {
    readonly scope: TaskScope | null;
    readonly paths: ReadonlyMap<string, string>;
    readonly isOverChildren: boolean;
  },
): Promise<JsonObject> {
  if (seen.isOverChildren) {
    const children = await place.store.tasks.readChildren(place.runKey, place.path);
    return Object.fromEntries(
      [...children].map(([id, { status, output, error }]) => [id, { status, output, error: error && { ...error } }]),
    );
  }
  const entries = [...seen.paths].flatMap(([id, path]): [string, JsonValue][] => {
    const task = seen.scope?.tasks.get(path);
    return task ? [[id, { status: task.status, output: task.output, error: task.error && { ...task.error } }]] : [];
  });
  return Object.fromEntries(entries);
}

function toSecretValues(secrets: Secrets, references: References): JsonObject {
  if (references.readsAllSecrets) return secrets.all();
  return Object.fromEntries(references.secrets.map(({ name }) => [name, secrets.get(name)]));
}
