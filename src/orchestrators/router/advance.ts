import type { Orchestrator, TaskView } from '../orchestrator.js';

/** Runs the one case that was taken; the others were skipped when it was chosen. */
export const routerOrchestrator: Orchestrator<null> = {
  kind: 'router',
  advance: (self, change) => {
    const taken = toTaken(self);
    switch (change.type) {
      case 'started': {
        const others = (self.plan.children ?? []).map((child) => child.id).filter((id) => id !== taken);
        return {
          commands: [
            ...(others.length > 0 ? [{ type: 'skip-children', ids: others, reason: 'case_not_taken' } as const] : []),
            { type: 'open-children', ids: [taken] },
          ],
        };
      }
      case 'child-ready':
        return { commands: [{ type: 'start-ready', count: 1 }] };
      case 'child-ended':
        if (change.id !== taken) return { commands: [] };
        if (change.settlement === 'completed' || change.settlement === 'skipped') {
          return {
            commands: [{ type: 'complete', output: { child: `${self.path === '/' ? '' : self.path}/${taken}` } }],
          };
        }
        return {
          commands: [
            {
              type: 'fail',
              failure: self.firstFailure ?? {
                code: 'task_failed',
                message: `The case ${taken} did not complete.`,
                path: self.path,
              },
            },
          ],
        };
      default:
        return { commands: [] };
    }
  },
};

function toTaken(self: TaskView): string {
  const { control } = self;
  return typeof control === 'object' && control !== null && 'taken' in control && typeof control.taken === 'string'
    ? control.taken
    : '';
}
