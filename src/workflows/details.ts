import { STATUS_MARKS } from '../domain/status-marks.js';
import type { TaskStatus } from '../domain/status.js';
import { findNode, type RunState } from './engine/state.js';
import type { TaskNode } from './engine/task-node.js';

/** So many lines are shown in all; of one container so many children are, out of the first so many. */
const MAX_LINES = 80;
const MAX_CHILDREN = 25;
const MAX_LOOKED_AT = 1_000;

/** Of what a line says besides its names, in characters. */
const MAX_WORDS = 160;

interface Line {
  readonly name: string;
  /** The action, or the kind. */
  readonly work: string;
  readonly words: string;
}

/**
 * The tree of a run for the Web UI: Markdown with one block of code in it, for nested lists lose their lines there.
 * Below a container that has ended nothing is left to show; of a wide one what is still open or has failed comes first.
 */
export function describeRun(run: RunState): string {
  const lines = listLines(run, run.root, 0);
  const shown = lines.slice(0, MAX_LINES);
  if (lines.length > MAX_LINES) shown.push({ name: `  … and ${lines.length - MAX_LINES} more`, work: '', words: '' });
  const nameWidth = Math.max(...shown.map(({ name }) => name.length));
  const workWidth = Math.max(...shown.map(({ work }) => work.length));
  const texts = shown.map(({ name, work, words }) =>
    `${name.padEnd(nameWidth)}  ${work.padEnd(workWidth)}  ${words}`.trimEnd(),
  );
  return ['```', ...texts, '```'].join('\n');
}

function listLines(run: RunState, node: TaskNode, depth: number): Line[] {
  const name = node.parent === null ? '/' : (node.attachedId ?? node.plan.id);
  const isPaused = run.isPaused && node.parent === null && node.phase !== 'ended';
  const status = isPaused ? 'paused' : node.status;
  const own: Line = { name: toName(status, name, depth), work: toWork(node.plan), words: toWords(run, node, status) };
  const below = [...listChildren(run, node, depth + 1), ...listAttached(run, node, depth + 1)];
  return [own, ...below];
}

function listChildren(run: RunState, node: TaskNode, depth: number): Line[] {
  const shown = pickChildren(node);
  const lines = shown.flatMap((child) => listLines(run, child, depth));
  const more = node.children.size - shown.length;
  if (more > 0) lines.push({ name: `${'  '.repeat(depth)}  and ${more} more`, work: '', words: '' });
  if (node.phase !== 'ended') lines.push(...listUnopened(node, depth));
  return lines;
}

/** Every activation describes its run, so not all of a hundred thousand children are looked at. */
function pickChildren({ children }: TaskNode): TaskNode[] {
  const picked: TaskNode[] = [];
  let looked = 0;
  for (const child of children.values()) {
    looked += 1;
    if (picked.length === MAX_CHILDREN || looked > MAX_LOOKED_AT) break;
    const isInteresting = child.phase !== 'ended' || child.settlement === 'failed';
    if (isInteresting || children.size <= MAX_CHILDREN) picked.push(child);
  }
  return picked;
}

/** Written in the definition, and not come to yet. */
function listUnopened(node: TaskNode, depth: number): Line[] {
  const plans = (node.plan.children ?? []).filter(({ id }) => !node.children.has(id)).slice(0, MAX_CHILDREN);
  return plans.map((plan) => ({ name: toName('pending', plan.id, depth), work: toWork(plan), words: '' }));
}

function listAttached(run: RunState, node: TaskNode, depth: number): Line[] {
  return [...node.attached.values()].flatMap((attached) => listLines(run, attached, depth));
}

function toName(status: TaskStatus, name: string, depth: number): string {
  return `${'  '.repeat(depth)}${STATUS_MARKS[status]} ${name}`;
}

function toWork({ action, kind }: TaskNode['plan']): string {
  return action ?? kind;
}

function toWords(run: RunState, node: TaskNode, status: TaskStatus): string {
  const words = [
    status.replace('_', ' '),
    ...(node.total > 0 && node.status !== 'skipped' ? [`${node.counts.ended} of ${node.total}`] : []),
    ...(node.visit > 1 ? [`visit ${node.visit}`] : []),
    ...(node.phase === 'blocked' ? toBlockers(node) : []),
    ...(node.reason === null ? [] : [node.reason.replaceAll('_', ' ')]),
  ].join(', ');
  const { failure } = node;
  if (failure === null) return words;
  if (failure.path === node.path) return cut(`${words}: ${failure.message}`);
  const isShown = findNode(run, failure.path) !== undefined;
  return cut(`${words}, because of ${failure.path}${isShown ? '' : `: ${failure.message}`}`);
}

function toBlockers(node: TaskNode): string[] {
  const [first, second, ...rest] = [...node.waitsFor];
  if (first === undefined) return [];
  return [
    `waits for ${[first, ...(second === undefined ? [] : [second])].join(' and ')}${rest.length > 0 ? ` and ${rest.length} more` : ''}`,
  ];
}

/** On one line, and never the end of the block. */
function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('```', "'''");
  return line.length <= MAX_WORDS ? line : `${line.slice(0, MAX_WORDS)} …`;
}
