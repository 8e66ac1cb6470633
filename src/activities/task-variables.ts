import type { Secrets } from '../actions/secret-source.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import { ROOT_PATH, toAncestorPaths, toChildPath, toLastSegment } from '../domain/path.js';
import type { References } from '../expressions/references.js';
import { hasTemplate } from '../expressions/template.js';
import type { DefinitionTree } from '../factory/definition-tree.js';
import type { ScopeQuery, Store, TaskScope } from '../store/store.js';

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
  /** Read before and still true; the store is not asked for what it has. */
  readonly known?: (() => KnownScope | null) | undefined;
}

/** A scope with what was asked for it. */
export interface KnownScope {
  readonly wishes: ScopeWishes;
  readonly scope: TaskScope;
}

export type ScopeWishes = Omit<ScopeQuery, 'runKey'>;

/**
 * Names are looked up from the inside out: the names of the innermost item hide those further out, a sibling hides a
 * sibling of an ancestor. Nothing of the host's environment is among them.
 */
export function createTaskVariables(place: Place): TaskVariables {
  return {
    async for(references, { tasks = 'siblings', given = [] } = {}) {
      const named = toNames(references, given);
      const paths = toReferredPaths(place, references, { named, tasks });
      const wishes = toWishes(place, { named, paths });
      const scope = wishes && (await readScope(place, wishes));
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

/** What the references need of the store; null for nothing. */
export function toScopeWishes(place: Pick<Place, 'tree' | 'path'>, references: References): ScopeWishes | null {
  const named = toNames(references, []);
  return toWishes(place, { named, paths: toReferredPaths(place, references, { named, tasks: 'siblings' }) });
}

function toNames(references: References, given: readonly string[]): ReadonlySet<string> {
  return new Set(references.variables.map(({ name }) => name).filter((name) => !given.includes(name)));
}

function toWishes(
  { path }: Pick<Place, 'path'>,
  { named, paths }: { readonly named: ReadonlySet<string>; readonly paths: ReadonlyMap<string, string> },
): ScopeWishes | null {
  const ancestors = toAncestorPaths(path);
  const needsNames = [...named].some((name) => !FIXED_NAMES.has(name));
  const needsAttributes = named.has('attributes') || named.has('parent');
  const isNeeded = needsNames || needsAttributes || named.has('input') || named.has('run') || paths.size > 0;
  if (!isNeeded) return null;
  return {
    needsInput: named.has('input'),
    outputsOf: [...paths.values()],
    localsOf: needsNames ? [...ancestors, path] : [],
    attributesOf: needsAttributes ? [path, ...ancestors.slice(-1)] : [],
  };
}

async function readScope({ store, runKey, ...place }: Place, wishes: ScopeWishes): Promise<TaskScope> {
  const known = place.known?.();
  return known && includes(known.wishes, wishes) ? known.scope : store.tasks.readScope({ runKey, ...wishes });
}

function includes(all: ScopeWishes, some: ScopeWishes): boolean {
  const hasEach = (from: readonly string[], paths: readonly string[]): boolean => {
    const found = new Set(from);
    return paths.every((path) => found.has(path));
  };
  return (
    (all.needsInput || !some.needsInput) &&
    hasEach(all.outputsOf, some.outputsOf) &&
    hasEach(all.localsOf, some.localsOf) &&
    hasEach(all.attributesOf, some.attributesOf)
  );
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
function toReferredPaths(
  place: Pick<Place, 'tree' | 'path'>,
  references: References,
  { named, tasks }: { readonly named: ReadonlySet<string>; readonly tasks: 'siblings' | 'children' },
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  if (tasks !== 'siblings' || !named.has('tasks')) return paths;
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
