import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { GenericTask } from '../model/generic-task.js';
import type { Specialist } from './specialist.js';

export type DescribedTask = Pick<GenericTask, 'title' | 'description' | 'attributes' | 'context'>;

const MAX_VALUE_LENGTH = 4_000;

/** What somebody who claims the task has to know, in words. */
export function writePrompt(
  { role, expertise, approach }: Specialist,
  task: DescribedTask,
  { inputs, results }: { readonly inputs: JsonObject; readonly results: readonly JsonObject[] },
): string {
  const attributes = Object.entries(task.attributes).filter(([key]) => !SAID_ELSEWHERE.has(key));
  const sections = [
    `You work as ${role}.${expertise.length > 0 ? ` You know about ${expertise.join(', ')}.` : ''}`,
    approach,
    `# Task: ${task.title}\n${task.description ?? ''}`.trim(),
    toSection('Details', attributes),
    toSection('Context', Object.entries(task.context ?? {})),
    toSection('Inputs', Object.entries(inputs)),
    results.length === 0 ? '' : ['## Results it builds on', ...results.map(describeResult)].join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['title', 'description', 'specialist_type']);

function toSection(title: string, entries: readonly (readonly [string, JsonValue])[]): string {
  if (entries.length === 0) return '';
  return [`## ${title}`, ...entries.map(([key, value]) => `- ${key}: ${toText(value)}`)].join('\n');
}

function describeResult({ title, task_id, status, summary }: JsonObject): string {
  return `- ${toText(title ?? null)} (${toText(task_id ?? null)}, ${toText(status ?? null)}): ${toText(summary ?? null)}`;
}

function toText(value: JsonValue): string {
  const text = typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
