import { log } from '@temporalio/activity';
import type { PerformInput, PerformOutput, AttemptReport, LocalAnswer, LocalEffect } from '../workflows/protocol.js';
import { createAnswerQuestion } from './answer-question.js';
import { createSurroundings } from './attempt-surroundings.js';
import { createCreateTaskState } from './create-task-state.js';
import type { ActivityDependencies } from './dependencies.js';
import { toRunIds } from '../domain/ids.js';
import { createPrepareHosted } from './prepare-hosted.js';
import { recallTasks } from './recall-tasks.js';
import { createRunAction } from './run-action.js';

type Of<Type extends LocalEffect['type']> = Extract<LocalEffect, { readonly type: Type }>;
type Ref = Pick<PerformInput, 'runKey' | 'definitionHash' | 'timeScale'>;

/** So many tasks get their state in one transaction. */
const STATE_BATCH = 50;

/** After what no attempt can be blamed for, the clock of the run tries again. */
const TRY_AGAIN: AttemptReport = { outcome: { status: 'retry', inMs: 1_000 } };

/**
 * Everything that a run has to ask or to do at one moment: first the write, then the rest side by side. It may run again
 * at any time, for each part looks into the store first.
 */
export function createPerformEffects(deps: ActivityDependencies): (input: PerformInput) => Promise<PerformOutput> {
  const { store, library } = deps;
  const createTaskState = createCreateTaskState(deps);
  const answerQuestion = createAnswerQuestion(deps);
  const prepareHosted = createPrepareHosted(deps);
  const runAction = createRunAction(deps);

  const createStates = async (ref: Ref, effects: readonly Of<'create-state'>[]) => {
    const states = new Map<LocalEffect, LocalAnswer>();
    let hasNotices = false;
    for (let from = 0; from < effects.length; from += STATE_BATCH) {
      const batch = effects.slice(from, from + STATE_BATCH);
      const created = await createTaskState({ ...ref, tasks: batch.map(toTaskRef) });
      hasNotices ||= created.hasNotices;
      batch.forEach((effect, index) => {
        const state = created.results[index];
        if (state) states.set(effect, { state });
      });
    }
    return { states, hasNotices };
  };

  const runInline = async (ref: Ref, effect: Of<'attempt'>): Promise<AttemptReport> => {
    const { definitionHash, timeScale } = ref;
    const loaded = await library.load(definitionHash);
    const surroundings = createSurroundings({
      isInline: true,
      timeoutMs: loaded.attemptTimeoutMs(effect.path, timeScale),
    });
    const input = { ...ref, task: toTaskRef(effect), isInline: true, deadlineAt: effect.deadlineAt };
    try {
      return await runAction(input, surroundings);
    } catch (thrown) {
      log.warn('An inline attempt could not be made; it is tried again', { path: effect.path, error: thrown });
      return TRY_AGAIN;
    } finally {
      surroundings.dispose();
    }
  };

  const perform = async (ref: Ref, effect: Exclude<LocalEffect, Of<'create-state'>>): Promise<LocalAnswer> => {
    const { runKey } = ref;
    switch (effect.type) {
      case 'ask': {
        const { question, detail } = effect;
        return { answered: await answerQuestion({ ...ref, task: toTaskRef(effect), question, detail }) };
      }
      case 'attempt': {
        const { by } = effect;
        if (by === 'run' || by === 'activity' || by === 'workflow')
          return { plan: await prepareHosted({ ...ref, task: toTaskRef(effect), by }) };
        return { report: await runInline(ref, effect) };
      }
      case 'register-dependency': {
        const { status } = await store.outbox.registerDependency({
          id: effect.id,
          dependentRunKey: runKey,
          dependentPath: effect.path,
          workspace: toRunIds(runKey).workspace,
          prerequisiteRunId: effect.run,
          prerequisitePath: effect.task,
          at: deps.now(),
        });
        return { ended: status };
      }
      case 'store-signal':
        await store.messages.addSignals([{ ...effect.signal, runKey, from: 'temporal' }]);
        return null;
      case 'recall':
        return { recalled: await recallTasks(deps, ref, effect.request) };
      case 'record-unmatched':
        await store.messages.settleSignals({ runKey, path: '/', visit: 1, consumed: [], unmatched: effect.ids });
        return null;
    }
  };

  return async ({ write, effects, ...ref }) => {
    const startedAt = performance.now();
    const written = write ? await store.tasks.write({ runKey: ref.runKey, ...write }) : { hasNotices: false };
    const [created, ...others] = await allEnded([
      createStates(
        ref,
        effects.filter((effect) => effect.type === 'create-state'),
      ),
      ...effects.map(async (effect) => (effect.type === 'create-state' ? null : perform(ref, effect))),
    ]);
    return {
      answers: effects.map((effect, index) => created.states.get(effect) ?? others[index] ?? null),
      hasNotices: written.hasNotices || created.hasNotices,
      at: deps.now(),
      tookMs: Math.round(performance.now() - startedAt),
    };
  };
}

/** Nothing goes on behind the back of whoever tries again. */
async function allEnded<Works extends readonly Promise<unknown>[]>(
  works: readonly [...Works],
): Promise<{ -readonly [Index in keyof Works]: Awaited<Works[Index]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

function toTaskRef({
  path,
  visit,
  version,
}: {
  readonly path: string;
  readonly visit: number;
  readonly version: string;
}) {
  return { path, visit, version };
}
