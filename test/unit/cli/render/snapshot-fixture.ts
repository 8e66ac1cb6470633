import type { RunSnapshot } from '../../../../src/client/follow-run.js';
import type { TaskSummary } from '../../../../src/cli/render/describe-task.js';
import type { RunStatus, TaskStatus } from '../../../../src/domain/status.js';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export function aTask(path: string, status: TaskStatus, over: Partial<TaskSummary> = {}): TaskSummary {
  const isStarted = status !== 'pending' && status !== 'blocked' && status !== 'skipped';
  const isEnded = isStarted && status !== 'in_progress' && status !== 'waiting';
  return {
    runKey: 'r1',
    path,
    taskId: `t-${path}`,
    kind: 'basic',
    type: null,
    action: 'http',
    title: null,
    description: null,
    status,
    visit: 1,
    attempt: isStarted ? 1 : 0,
    reason: null,
    error: null,
    waiting: null,
    ordinal: [],
    startedAt: isStarted ? NOW - 1_500 : null,
    endedAt: isEnded ? NOW - 300 : null,
    deadlineAt: null,
    createdAt: NOW - 2_000,
    updatedAt: NOW,
    ...over,
  };
}

export function aSnapshot(status: RunStatus, tasks: readonly TaskSummary[]): RunSnapshot {
  const run = {
    runId: 'r1',
    temporalRunId: 'temporal-1',
    definition: 'release',
    version: '1.2.0',
    status,
    error: null,
    startedAt: new Date(NOW - 2_000).toISOString(),
    endedAt: null,
    uiUrl: null,
    startedBy: 'ann',
    createdAt: new Date(NOW - 2_000).toISOString(),
  };
  return { run, tasks };
}

export const APPROVAL = {
  for: 'approval',
  roles: ['pm', 'em'],
  users: [],
  quorum: 2,
  stillNeeded: '2 more of pm, em',
} as const;
