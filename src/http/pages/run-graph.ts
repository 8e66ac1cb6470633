import { html } from 'hono/html';
import type { RunStatus } from '../../domain/status.js';
import { layOut, type GraphEdge, type PlacedTask } from './graph-layout.js';
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
  const places = new Map(layout.tasks.map((placed) => [placed.id, placed]));
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
    <g class="edges">${layout.edges.map((edge) => renderEdge(places.get(edge.from), places.get(edge.to)))}</g>
    ${layout.tasks.map((placed) => renderBox(placed, byId.get(placed.id)))}
  </svg>`;
}

function toCorner({ column, row }: PlacedTask): { readonly x: number; readonly y: number } {
  return {
    x: BOX.margin + column * (BOX.width + BOX.gapX),
    y: BOX.margin + row * (BOX.height + BOX.gapY),
  };
}

function renderEdge(from: PlacedTask | undefined, to: PlacedTask | undefined): Html | '' {
  if (from === undefined || to === undefined) return '';
  const start = toCorner(from);
  const end = toCorner(to);
  const [x1, y1] = [start.x + BOX.width, start.y + BOX.height / 2];
  const [x2, y2] = [end.x - 2, end.y + BOX.height / 2];
  const middle = x1 + BOX.gapX / 2;
  return html`<path d="M${x1} ${y1} C${middle} ${y1} ${x2 - BOX.gapX / 2} ${y2} ${x2} ${y2}" />
    <path class="head" d="M${x2} ${y2} l-7 -4 v8 z" />`;
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
