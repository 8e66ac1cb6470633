import type { Fact } from './facts.js';
import { toMedian } from './measure.js';
import type { Scenario } from './scenarios.js';

/** One line of the table. */
export interface Result {
  readonly scenario: string;
  readonly side: string;
  readonly unit: string;
  /** Medians over the rounds. */
  readonly handWritten: number | null;
  readonly taskwright: number;
  /** Taskwright's figure by the hand-written one; of milliseconds less is better. */
  readonly ratio: number | null;
  /** The lowest and the highest ratio of one round. */
  readonly range: readonly [number, number] | null;
  readonly target: string | null;
  readonly isMet: boolean | null;
}

/** All figures of one side, a round each. */
export type Measured = ReadonlyMap<string, readonly number[]>;

export function toResults(scenario: Scenario, measured: Measured): Result[] {
  const base = measured.get(scenario.handWritten.name) ?? [];
  return scenario.taskwright.map(({ side, target }) => {
    const values = measured.get(side.name) ?? [];
    const ratio = toMedian(values) / toMedian(base);
    const ratios = values.map((value, round) => value / (base[round] ?? Number.NaN));
    const isTime = scenario.unit === 'ms';
    return {
      scenario: scenario.name,
      side: side.name,
      unit: scenario.unit,
      handWritten: toMedian(base),
      taskwright: toMedian(values),
      ratio,
      range: [Math.min(...ratios), Math.max(...ratios)],
      target: target === null ? null : `${isTime ? '≤' : '≥'} ${target} ×`,
      isMet: target === null ? null : isTime ? ratio <= target : ratio >= target,
    };
  });
}

export function fromFact({ name, unit, handWritten, taskwright, target }: Fact): Result {
  return {
    scenario: name,
    side: '',
    unit,
    handWritten,
    taskwright,
    ratio: handWritten === null ? null : taskwright / handWritten,
    range: null,
    target: target === null ? null : `≤ ${target}`,
    isMet: target === null ? null : taskwright <= target,
  };
}

const HEAD = ['', 'as', 'unit', 'hand-written', 'Taskwright', 'ratio', 'rounds', 'target', ''];

export function toTable(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(toRow)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column >= 3)).join('  '))
    .join('\n');
}

function toRow(result: Result): string[] {
  const { scenario, side, unit, handWritten, taskwright, ratio, range, target, isMet } = result;
  return [
    scenario,
    side,
    unit,
    handWritten === null ? '' : toText(handWritten),
    toText(taskwright),
    ratio === null ? '' : ratio.toFixed(2),
    range === null ? '' : range.map((bound) => bound.toFixed(2)).join('–'),
    target ?? '',
    isMet === null ? '' : isMet ? 'met' : 'missed',
  ];
}

function toText(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function pad(text: string, width: number, isRight: boolean): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}
