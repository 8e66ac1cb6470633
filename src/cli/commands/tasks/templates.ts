import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TaskwrightError } from '../../../domain/errors.js';
import type { Cli } from '../../cli.js';
import { OVERLAPS } from '../../../schedules/schedule.js';
import { formatObjects } from '../../render/generic-tasks.js';
import { addVerb, type Verb } from './add-verb.js';
import { PARAMETER_OPTION, readParameters } from './read-parameters.js';
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
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
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
  {
    usage: 'schedule <template>',
    about: 'make the tasks of a template at times; a schedule of that name is changed',
    options: [
      ['--interval <duration>', 'how often, such as 1d; counted from midnight UTC'],
      ['--timezone <zone>', 'of --cron, such as Europe/Berlin (default: UTC)'],
      ['--overlap <policy>', `while the tree before is open: ${OVERLAPS.join(', ')} (default: skip)`],
      ['--catch-up <duration>', 'how far back missed times are made up for (default: 1h)'],
      ['--name <id>', "the schedule's id (default: the template's)"],
    ],
    lists: [['--cron <expression>', 'when, such as "0 6 * * 1-5"'], PARAMETER_OPTION],
    act: async (tasks, [templateId], options) =>
      tasks.scheduleTemplate(
        given({
          template_id: templateId,
          schedule_id: options['name'],
          cron: options['cron'],
          interval: options['interval'],
          timezone: options['timezone'],
          overlap: options['overlap'],
          catch_up: options['catchUp'],
          parameters: await readParameters(tasks, templateId, options['parameter']),
        }),
      ),
    note: ({ schedule_id, next_at }) => `${String(schedule_id)} is scheduled, next at ${String(next_at)}.`,
  },
  {
    usage: 'schedules [template]',
    about: 'list the schedules of templates',
    act: (tasks, [templateId]) => tasks.listTemplateSchedules(given({ template_id: templateId })),
    print: (answer) =>
      formatObjects(answer['schedules'], [
        'schedule_id',
        'template_id',
        'cron',
        'interval',
        'timezone',
        'next_at',
        'last_run_id',
        'last_error',
      ]),
  },
  {
    usage: 'unschedule <schedule>',
    about: 'remove a schedule; what it made stays',
    act: (tasks, [scheduleId]) => tasks.unscheduleTemplate({ schedule_id: scheduleId }),
    note: ({ schedule_id }) => `${String(schedule_id)} starts nothing any more.`,
  },
];

/** Templates of tasks; "tasks template" makes tasks of one. */
export function addTemplatesCommand(program: Command, cli: Cli): void {
  const group = program.command('templates').description('list, show, keep, schedule and delete templates of tasks');
  for (const verb of VERBS) addVerb(group, cli, verb);
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${file} cannot be read.`, { cause: thrown });
  }
}
