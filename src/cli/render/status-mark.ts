import type { RunStatus } from '../../domain/status.js';
import type { Paint } from './paint.js';

const MARKS: Readonly<Record<RunStatus, readonly [mark: string, colour: keyof Paint]>> = {
  pending: ['·', 'dim'],
  blocked: ['·', 'dim'],
  in_progress: ['▶', 'cyan'],
  waiting: ['…', 'yellow'],
  paused: ['‖', 'yellow'],
  completed: ['✔', 'green'],
  failed: ['✘', 'red'],
  timed_out: ['✘', 'red'],
  cancelled: ['⊘', 'dim'],
  skipped: ['-', 'dim'],
  terminated: ['⊘', 'red'],
  lost: ['?', 'red'],
};

export function toMark(status: RunStatus, paint: Paint): string {
  const [mark, colour] = MARKS[status];
  return paint[colour](mark);
}
