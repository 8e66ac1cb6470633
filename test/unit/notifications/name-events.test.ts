import { describe, expect, test } from 'vitest';
import { matchesName, nameEvents, toRecordedTypes } from '../../../src/notifications/name-events.js';
import { anEvent } from './builders.js';

const LEAF = { isRoot: false, isApproval: false, status: 'failed' };
const ROOT = { isRoot: true, isApproval: false, status: 'failed' };
const APPROVAL = { isRoot: false, isApproval: true, status: 'waiting' };

const move = (before: string, after: string) => ({
  before: JSON.stringify({ status: before }),
  after: JSON.stringify({ status: after }),
});

describe('an event means', () => {
  test.each([
    ['that a task failed', anEvent('task.failed', move('in_progress', 'failed')), LEAF, ['task.failed']],
    [
      'that the run failed with its root',
      anEvent('task.failed', move('in_progress', 'failed')),
      ROOT,
      ['task.failed', 'run.failed'],
    ],
    [
      'nothing of a run that others ended',
      anEvent('task.cancelled', { ...move('in_progress', 'cancelled'), reason: 'terminated' }),
      ROOT,
      ['task.cancelled'],
    ],
    [
      'the end of a run from outside',
      anEvent('run.terminated', move('in_progress', 'terminated')),
      ROOT,
      ['run.terminated'],
    ],
    [
      'that an approval waits',
      anEvent('task.waiting', move('pending', 'waiting')),
      APPROVAL,
      ['task.waiting', 'approval.waiting'],
    ],
    [
      'no approval that was decided meanwhile',
      anEvent('task.waiting', move('pending', 'waiting')),
      { ...APPROVAL, status: 'completed' },
      ['task.waiting'],
    ],
    [
      'no step where the status stays',
      anEvent('task.waiting', { ...move('waiting', 'waiting'), actor: 'ann' }),
      APPROVAL,
      ['task.waiting'],
    ],
    [
      'a verdict',
      anEvent('task.failed', { ...move('waiting', 'failed'), actor: 'ann' }),
      APPROVAL,
      ['task.failed', 'approval.decided'],
    ],
    [
      'no verdict where time was up',
      anEvent('task.timed_out', move('waiting', 'timed_out')),
      APPROVAL,
      ['task.timed_out'],
    ],
    ['what is done about an approval', anEvent('approval.escalated'), APPROVAL, ['approval.escalated']],
    ['that a right was handed on', anEvent('decision.delegate'), APPROVAL, ['decision.delegate', 'approval.delegated']],
    [
      'the status of a generic task, and its stage',
      anEvent('lifecycle.changed', { source: 'task', ...move('in_progress', 'completed') }),
      ROOT,
      ['task.completed', 'run.completed', 'lifecycle.changed'],
    ],
    ['itself, where it is nothing more', anEvent('task.overdue', { source: 'task' }), LEAF, ['task.overdue']],
  ])('%s', (_, row, task, names) => {
    expect(nameEvents(row, task)).toEqual(names);
  });
});

test('a name is asked for by itself, its family or everything', () => {
  expect(
    ['run.failed', 'run.*', '*', 'task.*', 'run.fail'].map((pattern) => matchesName(pattern, 'run.failed')),
  ).toEqual([true, true, true, false, false]);
});

test('a name is fed by what it is recorded under', () => {
  expect(toRecordedTypes('approval.reminded')).toEqual(['approval.reminded']);
  expect(toRecordedTypes('approval.delegated')).toEqual(['decision.delegate']);
  expect(toRecordedTypes('run.failed')).toEqual([
    ...['run.failed', 'task.failed', 'lifecycle.changed', 'status.changed', 'task.created'],
  ]);
  expect(toRecordedTypes('task.*')).toEqual(['*']);
});
