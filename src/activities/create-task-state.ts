import type { TaskDefinition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { tryParseDuration } from '../domain/duration.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { ATTACHED_IDS, ROOT_PATH, toChildPath, toLastSegment } from '../domain/path.js';
import { hasTemplatedTexts } from '../factory/plan-definition.js';
import type { CreatedState, StateContext, TaskKind } from '../orchestrators/kind.js';
import { FIRST_ATTACHED_POSITION, toPosition } from '../store/ordinal.js';
import { assertStorableAttributes, assertStorableText } from '../domain/storable.js';
import type { NewTask, TaskTexts, Transition, WorkflowWrite } from '../store/store.js';
import type { CreateStateInput, CreateStateOutput, TaskRef } from '../workflows/protocol.js';
import type { StateResult } from '../workflows/engine/effects.js';
import type { LoadedDefinition } from './definition-library.js';
import type { ActivityDependencies } from './dependencies.js';
import { toRunIds } from '../domain/ids.js';
import { toPlanPage } from './read-plan.js';
import { createStateContext } from './state-context.js';
import { toOrdinal, toTaskRows } from './task-rows.js';
import { enterLine } from './enter-line.js';
import { isOutage, toFailure } from './to-failure.js';

/**
 * The one activity that gives every kind of task its state: it asks the kind, and writes the task with everything that
 * is statically below it in one transaction. Running it again writes the same rows and the same versions.
 */
export function createCreateTaskState(
  deps: ActivityDependencies,
): (input: CreateStateInput) => Promise<CreateStateOutput> {
  return async (input) => {
    const loaded = await deps.library.load(input.definitionHash);
    const created = await Promise.all(input.tasks.map((task) => createOne(deps, { input, loaded, task })));
    const write: WorkflowWrite = {
      runKey: input.runKey,
      newTasks: created.flatMap((one) => one.newTasks),
      transitions: created.flatMap((one) => one.transitions),
      endBelow: created.flatMap((one) => one.endBelow),
    };
    const { hasNotices } = await deps.store.tasks.write(write);
    await Promise.all(created.map((one) => one.describe()));
    await offerEarlySignals(deps, input.runKey, created);
    const plan = input.wantsPlan ? { plan: toPlanPage(loaded.planText(input.timeScale), 0) } : {};
    return { results: created.map((one) => one.result), hasNotices, at: deps.now(), ...plan };
  };
}

interface Created {
  readonly result: StateResult;
  readonly newTasks: readonly NewTask[];
  readonly transitions: readonly Transition[];
  readonly endBelow: NonNullable<WorkflowWrite['endBelow']>;
  /** Titles and attributes with their values, once the row is there. */
  describe(): Promise<void>;
}

interface One {
  readonly input: CreateStateInput;
  readonly loaded: LoadedDefinition;
  readonly task: TaskRef;
}

async function createOne(deps: ActivityDependencies, { input, loaded, task }: One): Promise<Created> {
  const { path, visit, version } = task;
  const definition = loaded.taskAt(path);
  const place = { ref: input, loaded, path, visit, secrets: null };
  const attributes = toRenderedAttributes(definition, createStateContext(deps, place));
  const context = createStateContext(deps, { ...place, attributes });
  const at = context.nowMs;
  const ordinal = toOrdinal(loaded.tree, path);
  const isNew = path === ROOT_PATH || isAttached(path, ordinal);
  const ownRows = isNew ? toTaskRows(loaded.tree, { path, task: definition, ordinal, visit }) : [];
  const common = { path, visit, version, at };
  const describe = async (): Promise<void> => undefined;
  if (input.wantsPlan && (definition.needs ?? []).length > 0)
    return { result: { outcome: 'blocked' }, newTasks: ownRows, transitions: [], endBelow: [], describe };
  try {
    const skipReason = await findSkipReason(deps, { input, definition, context });
    if (skipReason) {
      return {
        result: { outcome: 'skipped', reason: skipReason },
        newTasks: ownRows,
        transitions: [{ ...common, status: 'skipped', reason: skipReason }],
        endBelow: [{ path, version, status: 'skipped', reason: 'parent_skipped', at }],
        describe,
      };
    }
    const texts = await renderTexts(definition, context, await attributes());
    const describeRendered = texts ? () => deps.store.tasks.describe(input.runKey, path, texts) : describe;
    const deadlineAt = await toDeadline(definition, context);
    const behind = await enterLine(deps, { runKey: input.runKey, visit, definition, context });
    if (behind.length > 0) {
      const result = { outcome: 'in-line', behind, deadlineAt } as const;
      return { result, newTasks: ownRows, transitions: [], endBelow: [], describe: describeRendered };
    }
    const state = await createState(deps.kinds.get(definition.kind), definition, context);
    if (state.outcome === 'completed') {
      const masked = (await deps.secrets.load()).masker.json(state.output);
      const transitions: Transition[] = [{ ...common, status: 'completed', output: { value: masked } }];
      return {
        result: { outcome: 'completed' },
        newTasks: ownRows,
        transitions,
        endBelow: [],
        describe: describeRendered,
      };
    }
    const items = state.items ? [...state.items] : null;
    const itemTask = items && loaded.tree.childOf(definition, '0')?.task;
    const itemRows =
      items && itemTask
        ? items.flatMap((locals, index) =>
            toTaskRows(loaded.tree, {
              path: toChildPath(path, String(index)),
              task: itemTask,
              ordinal: [...ordinal, index],
              visit,
              locals,
            }),
          )
        : [];
    const transition: Transition = {
      ...common,
      status: state.waiting ? 'waiting' : 'in_progress',
      ...(state.waiting ? { waiting: state.waiting } : {}),
      ...(deadlineAt === null ? {} : { deadlineAt }),
    };
    return {
      result: {
        outcome: 'started',
        control: state.control ?? null,
        itemCount: items ? items.length : null,
        deadlineAt: deadlineAt,
        isWaiting: state.waiting !== undefined,
      },
      newTasks: [...ownRows, ...itemRows],
      transitions: [transition],
      endBelow: [],
      describe: describeRendered,
    };
  } catch (thrown) {
    if (isOutage(thrown)) throw thrown;
    const failure = toFailure(thrown, path);
    return { result: { outcome: 'failed', failure }, newTasks: ownRows, transitions: [], endBelow: [], describe };
  }
}

/** Once the waits are stored: whoever sends a signal from now on finds them. */
async function offerEarlySignals(
  { earlySignals }: ActivityDependencies,
  runKey: string,
  created: readonly Created[],
): Promise<void> {
  if (earlySignals === undefined) return;
  const { workspace } = toRunIds(runKey);
  for (const { waiting } of created.flatMap(({ transitions }) => transitions)) {
    if (waiting?.for !== 'signal' || waiting.correlation === null) continue;
    await earlySignals.offer({ workspace, name: waiting.name, correlation: waiting.correlation });
  }
}

/** A task may also have come here because of its title or its deadline alone. */
async function createState(kind: TaskKind, task: TaskDefinition, context: StateContext): Promise<CreatedState> {
  const prepared = kind.plan(task, context).prepares === true ? await kind.createState?.(task, context) : undefined;
  return prepared ?? { outcome: 'started' };
}

/** What the store shows only once the task is described; rendered when it is first asked for, and then kept. */
function toRenderedAttributes(task: TaskDefinition, context: StateContext): () => Promise<JsonObject> {
  let rendering: Promise<JsonValue> | undefined;
  return async () => {
    rendering ??= context.render(task.attributes ?? {}, { field: 'attributes' });
    const rendered = await rendering;
    return isJsonObject(rendered) ? rendered : {};
  };
}

/** Null where the definition says all of it plainly. What cannot be stored fails the task, and not the write for ever. */
async function renderTexts(
  task: TaskDefinition,
  context: StateContext,
  attributes: JsonObject,
): Promise<TaskTexts | null> {
  if (!hasTemplatedTexts(task)) return null;
  const { title, description } = task;
  const toText = async (text: string, field: string): Promise<string> => {
    const rendered = await context.render(text, { field });
    const shown = typeof rendered === 'string' ? rendered : JSON.stringify(rendered);
    assertStorableText(shown, field);
    return shown;
  };
  assertStorableAttributes(attributes);
  return {
    ...(title === undefined ? {} : { title: await toText(title, 'title') }),
    ...(description === undefined ? {} : { description: await toText(description, 'description') }),
    ...(task.attributes === undefined ? {} : { attributes }),
  };
}

async function findSkipReason(
  deps: ActivityDependencies,
  options: { readonly input: CreateStateInput; readonly definition: TaskDefinition; readonly context: StateContext },
): Promise<'when' | 'dependency_failed' | null> {
  const { input, definition, context } = options;
  for (const need of definition.needs ?? []) {
    if (need.type !== 'data' || need.output === undefined || need.run !== undefined) continue;
    const path = need.task.startsWith('/') ? need.task : toChildPath(toOwner(context.path), need.task);
    const prerequisite = await deps.store.tasks.read(input.runKey, path);
    if (!hasOutput(prerequisite?.output ?? null, need.output)) return 'dependency_failed';
  }
  if (definition.when === undefined) return null;
  return (await context.holds(definition.when, { field: 'when' })) ? null : 'when';
}

/** Null for a plain duration, which the workflow keeps itself. */
async function toDeadline(definition: TaskDefinition, context: StateContext): Promise<number | null> {
  const { deadline } = definition;
  if (deadline === undefined || tryParseDuration(deadline) !== null) return null;
  const rendered = await context.render(deadline, { field: 'deadline' });
  if (typeof rendered === 'string' && tryParseDuration(rendered) !== null)
    return context.nowMs + context.toMs(rendered);
  const at = typeof rendered === 'number' ? rendered : Date.parse(String(rendered));
  if (Number.isFinite(at)) return at;
  throw new TaskwrightError(
    'invalid_input',
    `"deadline" is neither a duration nor a time: ${String(rendered).slice(0, 80)}.`,
    {
      path: context.path,
    },
  );
}

function hasOutput(output: JsonValue, name: string): boolean {
  return typeof output === 'object' && output !== null && Object.hasOwn(output, name);
}

function isAttached(path: string, ordinal: readonly number[]): boolean {
  return ATTACHED_IDS.some((id) => id === toLastSegment(path)) && toPosition(ordinal) >= FIRST_ATTACHED_POSITION;
}

function toOwner(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? ROOT_PATH : path.slice(0, cut);
}
