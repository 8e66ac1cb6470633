import { OUTPUTS_QUESTION } from '../domain/outputs-question.js';
import type { Answer, StateContext } from '../orchestrators/kind.js';
import type { QuestionInput, QuestionOutput } from '../workflows/protocol.js';
import type { ActivityDependencies } from './dependencies.js';
import { createStateContext } from './state-context.js';
import { isOutage, toFailure } from './to-failure.js';

/**
 * Answers what an orchestrator asked, and keeps an output that comes with it. Asked again, it finds in the store what it
 * wrote before, and answers the same.
 */
export function createAnswerQuestion(deps: ActivityDependencies): (input: QuestionInput) => Promise<QuestionOutput> {
  return async (input) => {
    const { path, visit, version } = input.task;
    const loaded = await deps.library.load(input.definitionHash);
    const context = createStateContext(deps, { ref: input, loaded, path, visit, secrets: null });
    try {
      const [answer, current] = await Promise.all([
        toAnswer(deps, { input, context }),
        deps.store.tasks.read(input.runKey, path),
      ]);
      if ('failure' in answer) return answer;
      await Promise.all([
        answer.judged && deps.store.messages.settleSignals({ runKey: input.runKey, path, visit, ...answer.judged }),
        answer.output !== undefined &&
          deps.store.tasks.write({
            runKey: input.runKey,
            transitions: [
              {
                path,
                visit,
                version,
                status: current?.status ?? 'in_progress',
                at: context.nowMs,
                output: { value: (await deps.secrets.load()).masker.json(answer.output) },
              },
            ],
          }),
      ]);
      return { answer: answer.answer };
    } catch (thrown) {
      if (isOutage(thrown)) throw thrown;
      return { failure: toFailure(thrown, path) };
    }
  };
}

async function toAnswer(
  deps: ActivityDependencies,
  { input, context }: { readonly input: QuestionInput; readonly context: StateContext },
): Promise<Answer> {
  const loaded = await deps.library.load(input.definitionHash);
  const task = loaded.taskAt(context.path);
  const kind = deps.kinds.get(task.kind);
  if (input.question !== OUTPUTS_QUESTION) {
    const answer = await kind.answer?.(task, { name: input.question, detail: input.detail }, context);
    return (
      answer ?? { failure: { code: 'internal', message: `Nobody answers "${input.question}".`, path: context.path } }
    );
  }
  const variables = (await kind.outputVariables?.(task, context)) ?? {};
  const part = loaded.tree.partsOf(task).expressions.find(({ field: [name] }) => name === 'outputs');
  const tasks = part?.tasks ?? 'siblings';
  return { answer: null, output: await context.render(task.outputs ?? null, { field: 'outputs', variables, tasks }) };
}
