import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { toChildPath } from '../domain/path.js';
import { evaluate, evaluateCondition } from '../expressions/evaluate.js';
import { parseExpression } from '../expressions/expression.js';
import { templateReferences } from '../expressions/check-templates.js';
import { renderValue } from '../expressions/render.js';
import type { EvaluateOptions, OfferedSignal, StateContext } from '../orchestrators/kind.js';
import type { SignalRecord } from '../store/store.js';
import type { Secrets } from '../actions/secret-source.js';
import type { RunRef } from '../workflows/protocol.js';
import { createAuthorClock } from './author-clock.js';
import { toChildRunId } from './child-run-id.js';
import type { ActivityDependencies } from './dependencies.js';
import { createTaskVariables, type KnownScope } from './task-variables.js';
import type { LoadedDefinition } from './definition-library.js';

interface ContextOptions {
  readonly ref: RunRef;
  readonly loaded: LoadedDefinition;
  readonly path: string;
  readonly visit: number;
  /** Only where `with` is rendered. */
  readonly secrets: Secrets | null;
  /** The task's own, where they have not been written down yet. */
  readonly attributes?: () => Promise<JsonObject>;
  readonly known?: () => KnownScope | null;
}

/** What a kind may use while it evaluates a task: its expressions, its signals, and nothing else of the world. */
export function createStateContext(deps: ActivityDependencies, options: ContextOptions): StateContext {
  const { store } = deps;
  const { ref, loaded, path, visit } = options;
  const execution = { runKey: ref.runKey, path, visit };
  const place = {
    store,
    tree: loaded.tree,
    runKey: ref.runKey,
    path,
    attributes: options.attributes,
    known: options.known,
  };
  const plain = createTaskVariables({ ...place, secrets: null });
  const secretive = createTaskVariables({ ...place, secrets: options.secrets });
  const variablesOf = (option: Pick<EvaluateOptions, 'mayUseSecrets'>) => (option.mayUseSecrets ? secretive : plain);
  const toPlace = (field: string): string => `${path}: ${field}`;

  const prepare = async (source: string, option: EvaluateOptions) => {
    const expression = parseExpression(source);
    const given = Object.keys(option.variables ?? {});
    const seen = await variablesOf(option).for(expression.references, { tasks: option.tasks ?? 'siblings', given });
    return { expression, seen, place: toPlace(option.field) };
  };

  return {
    ...createAuthorClock(ref.timeScale),
    path,
    visit,
    nowMs: deps.now(),

    async evaluate(source, option) {
      const { expression, seen, place: at } = await prepare(source, option);
      return evaluate(expression, { variables: { ...seen, ...option.variables }, place: at });
    },
    async holds(source, option) {
      const { expression, seen, place: at } = await prepare(source, option);
      return evaluateCondition(expression, { variables: { ...seen, ...option.variables }, place: at });
    },
    async evaluateEach(source, option) {
      const { expression, seen, place: at } = await prepare(source, option);
      return Array.from(option.each, (variables) =>
        evaluate(expression, { variables: { ...seen, ...variables }, place: at }),
      );
    },
    async render(value, option) {
      const references = templateReferences(value);
      if (references.variables.length === 0 && references.tasks.length === 0) {
        return renderValue(value, { variables: option.variables ?? {}, place: toPlace(option.field) });
      }
      const given = Object.keys(option.variables ?? {});
      const seen = await variablesOf(option).for(references, { tasks: option.tasks ?? 'siblings', given });
      return renderValue(value, { variables: { ...seen, ...option.variables }, place: toPlace(option.field) });
    },

    signals: {
      read: async (ids) => (await store.messages.readSignals(ref.runKey, ids)).map(toOffered),
      listConsumed: async () =>
        (await store.messages.listConsumed(execution)).map(({ signal, distinctKey }) => ({
          signal: toOffered(signal),
          distinctKey,
        })),
    },
    readPayload: (id) => store.messages.readPayload(ref.runKey, id),
    async readAttachedOutput(id) {
      return (await store.tasks.read(ref.runKey, toChildPath(path, id)))?.output ?? null;
    },
    writeLocals: (locals: JsonObject) => store.tasks.writeLocals(ref.runKey, path, locals),
    async readChildRun() {
      const runId = toChildRunId(ref.runKey, { path, visit });
      const own = await store.runs.read(ref.runKey);
      const child = own && (await store.runs.read(toSiblingKey(ref.runKey, own.runId, runId)));
      if (!child) throw new TaskwrightError('lost', `The run ${runId} is gone.`, { path });
      return { runId, status: child.status, output: child.output, error: child.error };
    },
  };
}

/** The key of another run in the same workspace. */
export function toSiblingKey(runKey: string, ownRunId: string, runId: string): string {
  return `${runKey.slice(0, runKey.length - ownRunId.length)}${runId}`;
}

function toOffered(signal: SignalRecord): OfferedSignal {
  const { id, name, payload, receivedAt, from } = signal;
  return { id, name, payload, receivedAt, from };
}
