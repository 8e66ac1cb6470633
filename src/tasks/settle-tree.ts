import { and, eq, gt, isNotNull, isNull, lte, min, sql } from 'drizzle-orm';
import { isTerminal } from '../domain/status.js';
import type { TreeState } from '../workflows/tree-protocol.js';
import { settleApprovalTimes } from './approval-clock.js';
import { describeTree } from './describe-tree.js';
import { readUnstarted } from './on-complete.js';
import { moveThrough, settleGates } from './settle.js';
import { readTasks } from './store/generic-task-rows.js';
import { genericTasks, taskDependencies } from './store/schema.js';
import { changeTree, type TreeChange } from './tree-change.js';
import type { TasksContext } from './tasks-context.js';

/**
 * Does what time and other trees decide: lifts what waited, notes what is overdue, gives back what was claimed and not
 * renewed. Everything it finds done already stays as it is.
 */
export async function settleTree(context: TasksContext, runKey: string): Promise<TreeState> {
  return changeTree(context, [runKey], async (change) => {
    await noteOverdue(change, runKey);
    await endLeases(change, runKey);
    await liftBlocked(change, runKey);
    await settleApprovalTimes(change, runKey);
    const [root] = await readTasks(
      change.tx,
      context.workspace,
      and(eq(genericTasks.runKey, runKey), isNull(genericTasks.parentId)),
    );
    return {
      end: root === undefined ? 'cancelled' : isTerminal(root.status) ? toEnd(root.status) : null,
      nextDueAt: await readNextDueAt(change, runKey),
      hasDeliveries: (await readUnstarted(change.tx, context.workspace, runKey)).length > 0,
      details: await describeTree(change.tx, runKey),
    };
  });
}

/** Every open task of the tree ends as cancelled, the root last. */
export async function cancelTree(context: TasksContext, runKey: string): Promise<void> {
  await changeTree(context, [runKey], async (change) => {
    const open = await readTasks(change.tx, context.workspace, eq(genericTasks.runKey, runKey));
    for (const task of open.toReversed()) {
      if (isTerminal(task.status)) continue;
      await moveThrough(change, task, ['archived'], {
        reason: 'The run was cancelled.',
        patch: { status: 'cancelled' },
      });
    }
  });
}

function toEnd(status: string): 'completed' | 'failed' | 'cancelled' {
  if (status === 'cancelled') return 'cancelled';
  return status === 'completed' || status === 'skipped' ? 'completed' : 'failed';
}

const isOpen = isNull(genericTasks.endedAt);

async function noteOverdue(change: TreeChange, runKey: string): Promise<void> {
  const { tx, context, now } = change;
  const overdue = await readTasks(
    tx,
    context.workspace,
    and(eq(genericTasks.runKey, runKey), isOpen, eq(genericTasks.isOverdueNoted, false), lte(genericTasks.dueAt, now)),
  );
  for (const task of overdue) {
    await change.save(
      task,
      { isOverdueNoted: true },
      {
        type: 'task.overdue',
        after: {
          due_date: new Date(task.dueAt ?? now).toISOString(),
          escalation_contacts: [...task.escalationContacts],
        },
      },
    );
  }
}

/** Who claimed it may have gone: somebody else may claim it now. */
async function endLeases(change: TreeChange, runKey: string): Promise<void> {
  const { tx, context, now } = change;
  const lapsed = await readTasks(
    tx,
    context.workspace,
    and(eq(genericTasks.runKey, runKey), isOpen, lte(genericTasks.leaseExpiresAt, now)),
  );
  for (const task of lapsed) {
    await change.save(
      task,
      { leaseExpiresAt: null, assignee: null },
      { type: 'lease.lapsed', before: { assignee: task.assignee }, reason: 'The lease was not renewed.' },
    );
  }
}

async function liftBlocked(change: TreeChange, runKey: string): Promise<void> {
  const blocked = await readTasks(
    change.tx,
    change.context.workspace,
    and(
      eq(genericTasks.runKey, runKey),
      isOpen,
      sql`(${genericTasks.status} = 'blocked' or (${genericTasks.status} = 'pending' and exists (
        select 1 from ${taskDependencies} where ${taskDependencies.workspace} = ${genericTasks.workspace}
          and ${taskDependencies.taskId} = ${genericTasks.taskId})))`,
    ),
  );
  for (const task of blocked) await settleGates(change, task);
}

async function readNextDueAt({ tx, now }: TreeChange, runKey: string): Promise<number | null> {
  const open = and(eq(genericTasks.runKey, runKey), isOpen, isNull(genericTasks.deletedAt));
  const waiting = and(open, eq(genericTasks.status, 'waiting'));
  const [approval, reminder, due, start, lease] = await Promise.all([
    tx
      .select({ at: min(genericTasks.approvalDueAt) })
      .from(genericTasks)
      .where(waiting),
    tx
      .select({ at: min(genericTasks.remindAt) })
      .from(genericTasks)
      .where(waiting),
    tx
      .select({ at: min(genericTasks.dueAt) })
      .from(genericTasks)
      .where(and(open, eq(genericTasks.isOverdueNoted, false), isNotNull(genericTasks.dueAt))),
    tx
      .select({ at: min(genericTasks.startAfterAt) })
      .from(genericTasks)
      .where(and(open, gt(genericTasks.startAfterAt, now))),
    tx
      .select({ at: min(genericTasks.leaseExpiresAt) })
      .from(genericTasks)
      .where(and(open, isNotNull(genericTasks.leaseExpiresAt))),
  ]);
  const times = [approval, reminder, due, start, lease].flatMap(([row]) =>
    typeof row?.at === 'number' ? [row.at] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}
