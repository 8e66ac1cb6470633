import { styleText } from 'node:util';
import type { RunSnapshot } from 'taskwright';

type Task = RunSnapshot['tasks'][number];
type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Tells the story, a line for each thing that happens, with the seconds since it began. */
export interface Narrator {
  say(line: string, colour?: Colour): void;
  /** A command, as one would type it. */
  type(...words: readonly string[]): void;
  /** Says what has changed since the last time. */
  show(snapshot: RunSnapshot): void;
}

const MARKS: Readonly<Partial<Record<Task['status'], readonly [mark: string, colour: Colour]>>> = {
  in_progress: ['▶', 'cyan'],
  waiting: ['⏳', 'yellow'],
  completed: ['✔', 'green'],
  failed: ['✘', 'red'],
};

export function createNarrator(): Narrator {
  const startedAt = performance.now();
  const shown = new Map<string, string>();

  const say = (line: string, colour?: Colour): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    console.log(`${paint(`${seconds} s`, 'dim')}  ${colour === undefined ? line : paint(line, colour)}`);
  };

  return {
    say,
    type: (...words) => say(`$ taskwright ${words.map(quote).join(' ')}`, 'bold'),
    show({ tasks }) {
      for (const task of tasks) {
        const state = `${task.status} ${task.attempt}`;
        const [mark, colour] = MARKS[task.status] ?? [];
        if (mark === undefined || task.path === '/' || shown.get(task.path) === state) continue;
        shown.set(task.path, state);
        say(`  ${colour ? paint(mark, colour) : mark} ${task.path.padEnd(22)} ${describe(task)}`);
      }
    },
  };
}

function describe({ status, attempt, waiting, startedAt, endedAt }: Task): string {
  if (status === 'completed' && startedAt !== null && endedAt !== null) {
    return `completed in ${((endedAt - startedAt) / 1000).toFixed(1)} s${attempt > 1 ? `, attempt ${attempt}` : ''}`;
  }
  if (status === 'in_progress' && attempt > 1) return `attempt ${attempt}: the worker of the last one is gone`;
  if (waiting?.for === 'signal') return `waits for the signal ${waiting.name}`;
  if (waiting?.for === 'approval') return `waits for approval: ${waiting.stillNeeded}`;
  if (waiting?.for === 'external') return `waits for a ${waiting.specialist ?? 'person'}`;
  return status.replace('_', ' ');
}

function paint(text: string, colour: Colour): string {
  const isPlain = !process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return isPlain ? text : styleText(colour, text);
}

function quote(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word}'`;
}
