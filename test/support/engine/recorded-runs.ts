import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { historyFromJSON, historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

const FOLDER = fileURLToPath(new URL('../../replay/histories/', import.meta.url));
const EXTENSION = '.json.gz';

/** The history of one Temporal run. */
export interface RecordedRun {
  readonly workflowId: string;
  readonly history: History;
}

/** What is kept: histories in the JSON that Temporal's own tools write. */
interface KeptRun {
  readonly workflowId: string;
  readonly history: unknown;
}

/** Names the machine, the process or the folder that recorded it; no replay needs it. */
const LEFT_OUT: ReadonlySet<string> = new Set(['identity', 'stackTrace']);

export function listRecordings(): string[] {
  if (!existsSync(FOLDER)) return [];
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(EXTENSION));
  return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
}

export function readRecording(name: string): RecordedRun[] {
  return readRuns(name).map(({ workflowId, history }) => ({ workflowId, history: historyFromJSON(history) }));
}

/** As JSON text, to look into. */
export function readRecordingText(name: string): string {
  return gunzipSync(readFileSync(toPath(name))).toString();
}

/** Answers how many bytes it wrote. */
export function writeRecording(name: string, runs: readonly RecordedRun[]): number {
  const kept = runs.map(({ workflowId, history }): KeptRun => {
    const whole: unknown = JSON.parse(historyToJSON(history));
    return { workflowId, history: withoutTraces(whole) };
  });
  const bytes = gzipSync(JSON.stringify(kept), { level: 9 });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(toPath(name), bytes);
  return bytes.length;
}

function readRuns(name: string): KeptRun[] {
  return JSON.parse(readRecordingText(name)) as KeptRun[];
}

function withoutTraces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LEFT_OUT.has(key));
  const isOwnQueue = 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY';
  return Object.fromEntries(
    kept.map(([key, below]) => [key, isOwnQueue && key === 'name' ? 'of-one-worker' : withoutTraces(below)]),
  );
}

function toPath(name: string): string {
  return join(FOLDER, `${name}${EXTENSION}`);
}
