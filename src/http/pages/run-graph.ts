import { html } from 'hono/html';
import type { RunStatus } from '../../domain/status.js';
import { layOut, type GraphEdge, type Place, type PlacedTask } from './graph-layout.js';
import type { Html } from './layout.js';
import { toMark, toShort, toWords } from './parts.js';

const BOX = { width: 176, height: 44, gapX: 48, gapY: 14, margin: 8 };
const MAX_TITLE = 22;

export interface DrawnTask {
  readonly id: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly status: RunStatus;
}

/** Who waits for whom, from left to right. The list of the tasks says the same in words. */
export function renderGraph(tasks: readonly DrawnTask[], edges: readonly GraphEdge[]): Html {
  const layout = layOut(tasks, edges);
  if (layout === null) return html`<p>There are too many tasks for a picture; the list has them all.</p>`;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const width = 2 * BOX.margin + layout.columns * (BOX.width + BOX.gapX) - BOX.gapX;
  const height = 2 * BOX.margin + layout.rows * (BOX.height + BOX.gapY) - BOX.gapY;
  const label = `${layout.tasks.length} tasks, each drawn behind those that it waits for`;
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    <g class="edges">${layout.lines.map(renderLine)}</g>
    ${layout.tasks.map((placed) => renderBox(placed, byId.get(placed.id)))}
  </svg>`;
}

function toCorner({ column, row }: Place): { readonly x: number; readonly y: number } {
  return {
    x: BOX.margin + column * (BOX.width + BOX.gapX),
    y: BOX.margin + row * (BOX.height + BOX.gapY),
  };
}

/** From box to box, and straight through the columns between them. */
function renderLine(line: readonly Place[]): Html {
  const stops = line.map(toCorner).map(({ x, y }) => ({ x, y: y + BOX.height / 2 }));
  const last = stops.length - 1;
  const steps = stops.slice(1).map(({ x, y }, index) => {
    const from = stops[index] ?? { x, y };
    const [start, end] = [from.x + BOX.width, index + 1 === last ? x - 2 : x];
    const bend = `C${start + BOX.gapX / 2} ${from.y} ${end - BOX.gapX / 2} ${y} ${end} ${y}`;
    return index + 1 === last ? bend : `${bend} H${x + BOX.width}`;
  });
  const [first = { x: 0, y: 0 }] = stops;
  const end = stops[last] ?? first;
  return html`<path d="M${first.x + BOX.width} ${first.y} ${steps.join(' ')}" />
    <path class="head" d="M${end.x - 2} ${end.y} l-7 -4 v8 z" />`;
}

function renderBox(placed: PlacedTask, task: DrawnTask | undefined): Html | '' {
  if (task === undefined) return '';
  const { x, y } = toCorner(placed);
  return html`<g class="box ${task.status}">
    <rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" />
    <text x="${x + 10}" y="${y + 18}">${toShort(task.title, MAX_TITLE)}</text>
    <text class="small" x="${x + 10}" y="${y + 35}">${toMark(task.status)} ${toWords(task.status)}</text>
  </g>`;
}
