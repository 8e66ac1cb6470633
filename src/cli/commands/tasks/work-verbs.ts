import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TaskwrightError } from '../../../domain/errors.js';
import { isJsonObject, type JsonObject } from '../../../domain/json.js';
import type { Cli } from '../../cli.js';
import type { Verb, VerbOptions } from './add-verb.js';
import { given, parsePairs } from './to-fields.js';

/** What is done with a task that stands. */
export const WORK_VERBS: readonly Verb[] = [
  {
    usage: 'execute <task>',
    about: 'claim a task, and print what its specialist has to know',
    options: [['--lease <duration>', 'how long it is yours unless you claim it again, such as 2h']],
    act: (tasks, [taskId], options) => tasks.execute(given({ task_id: taskId, lease: options['lease'] })),
    print: toPrompt,
  },
  {
    usage: 'complete <task>',
    about: 'hand in work',
    options: [
      ['--summary <text>', 'what was done, in short'],
      ['--work <text>', 'the work itself'],
      ['--work-file <file>', 'a file with the work itself; - for stdin'],
      ['--next <action>', 'complete, needs_revision, blocked or failed (default: complete)'],
      ['--artifact-type <type>', 'code, documentation, analysis, design, test, config, data or general'],
    ],
    lists: [
      ['-o, --output <key=value>', 'an output; the value is read as JSON, else as a string'],
      ['--file <path>', 'a file that belongs to it, kept under the path as you say it'],
      ['--confirm <name>', 'a gate that you confirm'],
    ],
    async act(tasks, [taskId], options, cli) {
      const work = await readWork(options, cli);
      return tasks.complete(
        given({
          task_id: taskId,
          summary: options['summary'] ?? 'Done.',
          detailed_work: work,
          next_action: options['next'] ?? 'complete',
          artifact_type: options['artifactType'],
          outputs: parsePairs('--output', options['output']),
          file_paths: options['file'],
          confirmations: options['confirm'],
        }),
      );
    },
    note: describeState,
  },
  {
    usage: 'stage <task> <stage>',
    about: 'move a task to another stage of its life',
    options: [
      ['--reason <text>', 'why'],
      ['--superseded-by <task>', 'what takes its place'],
    ],
    act: (tasks, [taskId, stage], options) =>
      tasks.manageLifecycle(
        given({
          task_id: taskId,
          lifecycle_stage: stage,
          reason: options['reason'],
          superseded_by: options['supersededBy'],
        }),
      ),
    note: ({ previous_stage, current_stage }) => `${String(previous_stage)} → ${String(current_stage)}`,
  },
  {
    usage: 'decide <task> <decision>',
    about: 'approve, reject or request-changes of a task',
    options: [['--comment <text>', 'why']],
    act: (tasks, [taskId, decision], options) =>
      tasks.decide(
        given({ task_id: taskId, decision: String(decision).replace('-', '_'), comment: options['comment'] }),
      ),
    note: describeState,
  },
  {
    usage: 'cancel <task>',
    about: 'cancel a task and what is below it',
    options: [['--reason <text>', 'why']],
    act: (tasks, [taskId], options) => tasks.cancel(given({ task_id: taskId, reason: options['reason'] })),
    note: describeState,
  },
];

async function readWork({ work, workFile }: VerbOptions, { io }: Cli): Promise<string> {
  if (typeof workFile !== 'string') return typeof work === 'string' ? work : '';
  if (workFile === '-') return io.readInput();
  try {
    return await readFile(resolve(io.cwd, workFile), 'utf8');
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${workFile} cannot be read.`, { cause: thrown });
  }
}

function toPrompt({ specialist_context, execution_instructions }: JsonObject): string {
  const prompt = isJsonObject(specialist_context) ? String(specialist_context['prompt']) : '';
  const instructions = Array.isArray(execution_instructions) ? execution_instructions : [];
  return [prompt, '', '## How to work', ...instructions.map((line) => `- ${String(line)}`)].join('\n');
}

function describeState({ task_id, status, lifecycle_stage }: JsonObject): string {
  return `${String(task_id)} is ${String(status)}${lifecycle_stage === undefined ? '' : ` (${String(lifecycle_stage)})`}.`;
}
