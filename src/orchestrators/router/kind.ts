import { TaskwrightError } from '../../domain/errors.js';
import type { StateContext, TaskKind } from '../kind.js';
import { fromRouterControl, type RouterControl } from './control.js';
import { casesOf, type RouterTask } from './schema.js';

export const routerKind: TaskKind<RouterTask> = {
  kind: 'router',
  plan: (task, clock) => ({
    prepares: true,
    ...(task.timeout === undefined ? {} : { timeoutMs: clock.toMs(task.timeout) }),
  }),

  async createState(task, context) {
    return { outcome: 'started', control: fromRouterControl(await choose(task, context)) };
  },
};

/** Without a case to take it fails, but only once it has skipped them all. */
async function choose(task: RouterTask, context: StateContext): Promise<RouterControl> {
  try {
    const taken =
      task.switch === undefined ? await findTrueCase(task, context) : await findNamedCase(task, task.switch, context);
    return { taken };
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError) || thrown.traits.isRetried) throw thrown;
    const { code, message, path } = thrown.toRecord();
    return { taken: null, failure: { code, message, path: path ?? context.path } };
  }
}

async function findNamedCase(task: RouterTask, expression: string, context: StateContext): Promise<string> {
  const value = await context.evaluate(expression, { field: 'switch' });
  const name = typeof value === 'string' ? value : JSON.stringify(value);
  const cases = casesOf(task);
  const listed = task.default === undefined ? cases : cases.slice(0, -1);
  if (listed.some((one) => one.segment === name)) return name;
  if (task.default !== undefined) return 'default';
  throw new TaskwrightError('task_failed', `There is no case "${name.slice(0, 80)}" and no default.`, {
    path: context.path,
    hint: `Its cases are ${listed.map((one) => one.segment).join(', ')}.`,
  });
}

async function findTrueCase(task: RouterTask, context: StateContext): Promise<string> {
  for (const one of casesOf(task)) {
    if (one.when === undefined) return one.segment;
    if (await context.holds(one.when, { field: `cases[${one.segment}].when` })) return one.segment;
  }
  throw new TaskwrightError('task_failed', 'No case is true and there is no default.', { path: context.path });
}
