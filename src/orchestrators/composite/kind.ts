import { TaskwrightError } from '../../domain/errors.js';
import type { TaskKind } from '../kind.js';
import type { CompositeTask } from './schema.js';

export const compositeKind: TaskKind<CompositeTask> = {
  kind: 'composite',

  plan: (task, clock) => ({
    ...(task.repeat ? { repeats: true as const } : {}),
    control: task.repeat
      ? {
          repeat: {
            max: task.repeat.max,
            delayMs: task.repeat.delay === undefined ? 0 : clock.toMs(task.repeat.delay),
          },
        }
      : {},
    ...(task.timeout === undefined ? {} : { timeoutMs: clock.toMs(task.timeout) }),
  }),

  async answer(task, question, context) {
    if (question.name !== 'until' || !task.repeat) {
      throw new TaskwrightError('internal', `A composite cannot answer "${question.name}".`, { path: context.path });
    }
    return { answer: await context.holds(task.repeat.until, { field: 'repeat.until', tasks: 'children' }) };
  },
};
