import type { Command } from '../../orchestrators/orchestrator.js';
import { ask, beginAttached, complete, fail, open, runAction } from './begin.js';
import { clearTimer, setTimer } from './clock.js';
import { beginCompensation } from './compensate.js';
import { settleSignals } from './mailbox.js';
import { resetChildren } from './rounds.js';
import { settle, settleSkipped } from './settle.js';
import { addChild, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';
import { listGuarded } from './guarded.js';
import { reopen } from './rework.js';
import { cancelChildren, startReady } from './stop.js';
import { noteEvent, noteTransition } from './writes.js';

/** Does what an orchestrator has asked for. */
export function apply(run: RunState, node: TaskNode, command: Command): void {
  switch (command.type) {
    case 'open-children':
      for (const id of command.ids) open(run, node, id);
      return;
    case 'start-ready':
      startReady(run, node, command.count);
      return;
    case 'skip-children':
      for (const id of command.ids) {
        const child = addChild(run, node, id);
        if (child.phase !== 'ended') settleSkipped(run, child, command.reason);
      }
      return;
    case 'cancel-children':
      cancelChildren(run, node);
      return;
    case 'reset-children':
      resetChildren(run, node);
      return;
    case 'compensate':
      beginCompensation(run, node);
      return;
    case 'start-attached':
      beginAttached(run, node, command.id);
      return;
    case 'run-action':
      runAction(run, node, command.by);
      return;
    case 'ask':
      ask(run, node, command.question, command.detail ?? null);
      return;
    case 'set-timer':
      setTimer(run, { node, name: command.name, dueAt: command.dueAt });
      return;
    case 'clear-timer':
      clearTimer(node, command.name);
      return;
    case 'settle-signals':
      settleSignals(run, node, { consumed: command.consumed ?? [], rejected: command.rejected });
      return;
    case 'show-waiting':
      node.status = 'waiting';
      noteTransition(run, node, { waiting: command.waiting });
      return;
    case 'record':
      noteEvent(run, node, command.event);
      return;
    case 'reopen-guarded':
      for (const target of listGuarded(run, node)) reopen(run, target, node);
      return;
    case 'complete':
      if (command.isGranted) node.isGranted = true;
      complete(run, node, command.output);
      return;
    case 'fail':
      fail(run, node, command);
      return;
    case 'skip':
      settle(run, node, { status: 'skipped', settlement: 'skipped', reason: 'when', isNoted: true });
      return;
  }
}
