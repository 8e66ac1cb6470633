import { toChildPath } from '../../domain/path.js';
import type { Change, Command, Orchestrator, TaskView } from '../orchestrator.js';
import { toRouterControl } from './control.js';

/** Runs the one case that was taken, and skips the others; fails where none was. */
export const routerOrchestrator: Orchestrator<null> = {
  kind: 'router',
  reopened: (children) => ({ taken: children.find(({ reason }) => reason !== 'case_not_taken')?.id ?? null }),
  advance: (self, change) => {
    switch (change.type) {
      case 'started':
        return { commands: start(self) };
      case 'child-ready':
        return { commands: [{ type: 'start-ready', count: 1 }] };
      case 'child-ended':
        return { commands: change.id === toRouterControl(self.control).taken ? conclude(self, change) : [] };
      default:
        return { commands: [] };
    }
  },
};

function start(self: TaskView): Command[] {
  const control = toRouterControl(self.control);
  const others = (self.plan.children ?? []).map((child) => child.id).filter((id) => id !== control.taken);
  return [
    ...(others.length > 0 ? [{ type: 'skip-children', ids: others, reason: 'case_not_taken' } as const] : []),
    control.taken === null
      ? { type: 'fail', failure: control.failure }
      : { type: 'open-children', ids: [control.taken] },
  ];
}

function conclude(self: TaskView, { id, settlement }: Extract<Change, { type: 'child-ended' }>): Command[] {
  if (settlement === 'completed' || settlement === 'skipped') {
    return [{ type: 'complete', output: { child: toChildPath(self.path, id) } }];
  }
  const unknown = { code: 'task_failed', message: `The case ${id} did not complete.`, path: self.path } as const;
  return [{ type: 'fail', failure: self.firstFailure ?? unknown }];
}
