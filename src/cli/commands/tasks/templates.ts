import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TaskwrightError } from '../../../domain/errors.js';
import type { Cli } from '../../cli.js';
import { formatObjects } from '../../render/generic-tasks.js';
import { addVerb, type Verb } from './add-verb.js';
import { given } from './to-fields.js';

const VERBS: readonly Verb[] = [
  {
    usage: 'list',
    about: 'list templates',
    options: [['--category <name>', 'of this category']],
    act: (tasks, _, options) => tasks.listTemplates(given({ category: options['category'] })),
    print: (answer) => formatObjects(answer['templates'], ['template_id', 'version', 'category', 'source', 'name']),
  },
  {
    usage: 'show <template>',
    about: 'show the parameters and the tasks of a template',
    act: (tasks, [templateId]) => tasks.getTemplate({ template_id: templateId }),
    print: (answer) =>
      [
        formatObjects(answer['parameters'], ['name', 'type', 'required', 'default', 'description']),
        formatObjects(answer['tasks'], ['name', 'task_type', 'parent', 'dependencies', 'title']),
      ].join('\n\n'),
  },
  {
    usage: 'push <file>',
    about: 'keep a template of a YAML, JSON or JSON5 file',
    options: [['--overwrite', 'replace the one with its id']],
    async act(tasks, [file], options, { io }) {
      const template = await readText(resolve(io.cwd, String(file)), String(file));
      return tasks.createTemplate(given({ template, overwrite: options['overwrite'] }));
    },
    note: ({ template_id, version }) => `Kept ${String(template_id)} ${String(version)}.`,
  },
  {
    usage: 'delete <template>',
    about: 'delete a template that was pushed; tasks made of it stay',
    act: (tasks, [templateId]) => tasks.deleteTemplate({ template_id: templateId }),
    note: ({ template_id }) => `Deleted ${String(template_id)}.`,
  },
];

/** Templates of tasks; "tasks template" makes tasks of one. */
export function addTemplatesCommand(program: Command, cli: Cli): void {
  const group = program.command('templates').description('list, show, keep and delete templates of tasks');
  for (const verb of VERBS) addVerb(group, cli, verb);
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${file} cannot be read.`, { cause: thrown });
  }
}
