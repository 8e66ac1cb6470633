import type { AnalyzedTask, Edge } from './leaf-graph.js';

interface Diagram {
  readonly tasks: readonly AnalyzedTask[];
  readonly edges: readonly Edge[];
  readonly criticalPath: readonly AnalyzedTask[];
}

const MAX_LABEL = 60;

/** A flowchart; containers are not drawn around their tasks but stand beside them, tied by dotted lines. */
export function toMermaid({ tasks, edges, criticalPath }: Diagram): string {
  const names = toNames(tasks);
  const line = (from: string | null, arrow: string, to: string) =>
    draw(names, from, to, (a, b) => `  ${a} ${arrow} ${b}`);
  return [
    'flowchart TD',
    ...tasks.map(({ taskId, title }) => `  ${names.get(taskId)}["${toMermaidText(title)}"]`),
    ...tasks.flatMap(({ taskId, parentId }) => line(parentId, '-.-', taskId)),
    ...edges.flatMap(({ taskId, prerequisiteId }) => line(prerequisiteId, '-->', taskId)),
    ...criticalPath.map(({ taskId }) => `  style ${names.get(taskId)} stroke-width:3px`),
  ].join('\n');
}

/** For Graphviz. */
export function toDot({ tasks, edges, criticalPath }: Diagram): string {
  const names = toNames(tasks);
  const critical = new Set(criticalPath);
  const line = (from: string | null, to: string, style: string) =>
    draw(names, from, to, (a, b) => `  ${a} -> ${b}${style};`);
  return [
    'digraph tasks {',
    ...tasks.map(
      (task) =>
        `  ${names.get(task.taskId)} [label="${toDotText(task.title)}"${critical.has(task) ? ', penwidth=3' : ''}];`,
    ),
    ...tasks.flatMap(({ taskId, parentId }) => line(parentId, taskId, ' [style=dotted, dir=none]')),
    ...edges.flatMap(({ taskId, prerequisiteId }) => line(prerequisiteId, taskId, '')),
    '}',
  ].join('\n');
}

/** Ids may be words of the languages. */
function toNames(tasks: readonly AnalyzedTask[]): ReadonlyMap<string, string> {
  return new Map(tasks.map(({ taskId }, index) => [taskId, `n${index}`]));
}

function draw(
  names: ReadonlyMap<string, string>,
  from: string | null,
  to: string,
  write: (from: string, to: string) => string,
): readonly string[] {
  const before = from === null ? undefined : names.get(from);
  const after = names.get(to);
  return before === undefined || after === undefined ? [] : [write(before, after)];
}

function toMermaidText(text: string): string {
  return shorten(text)
    .replaceAll('&', '#amp;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;');
}

function toDotText(text: string): string {
  return shorten(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MAX_LABEL ? `${[...line].slice(0, MAX_LABEL - 1).join('')}…` : line;
}
