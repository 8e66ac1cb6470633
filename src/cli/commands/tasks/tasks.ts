import type { Command } from 'commander';
import type { Cli } from '../../cli.js';
import { formatFields, formatObjects, formatTaskList, formatTaskTree } from '../../render/generic-tasks.js';
import { addVerb, type Verb } from './add-verb.js';
import { addImportCommand } from './import.js';
import { PARAMETER_OPTION, readParameters } from './read-parameters.js';
import { given, parsePairs, toNumber } from './to-fields.js';
import { WORK_VERBS } from './work-verbs.js';

const READ_VERBS: readonly Verb[] = [
  {
    usage: 'list',
    about: 'list tasks',
    options: [
      ['--parent <task>', 'below this task'],
      ['--assignee <name>', 'of this person or agent'],
      ['--team <name>', 'of this team'],
      ['--search <words>', 'with these words in title or description'],
      ['--limit <n>', 'at most so many (default: 50)'],
      ['--offset <n>', 'leave out so many'],
    ],
    lists: [
      ['--status <status>', 'in this status'],
      ['--type <type>', 'of this type'],
      ['--stage <stage>', 'in this stage'],
    ],
    act: (tasks, _, options) =>
      tasks.query(
        given({
          status: options['status'],
          task_type: options['type'],
          lifecycle_stage: options['stage'],
          parent_task_id: options['parent'],
          assignee: options['assignee'],
          team: options['team'],
          search_text: options['search'],
          limit: toNumber('--limit', options['limit']),
          offset: toNumber('--offset', options['offset']),
        }),
      ),
    print: (answer) => formatTaskList(answer['tasks']),
  },
  {
    usage: 'show <task>',
    about: 'show a task with its dependencies, children and artifacts',
    act: (tasks, [taskId]) =>
      tasks.get({ task_id: taskId, include_children: true, include_dependencies: true, include_artifacts: true }),
    print: formatFields,
  },
  {
    usage: 'tree <task>',
    about: 'show a task and everything below it',
    options: [['--depth <n>', 'so many levels']],
    act: (tasks, [taskId], options) =>
      tasks.getHierarchy(given({ root_task_id: taskId, max_depth: toNumber('--depth', options['depth']) })),
    print: (answer) => formatTaskTree(answer['hierarchy']),
  },
  {
    usage: 'events <task>',
    about: 'list who changed a task, when and why',
    act: (tasks, [taskId]) => tasks.getEvents({ task_id: taskId, limit: 200 }),
    print: (answer) => formatObjects(answer['events'], ['created_at', 'event_type', 'actor', 'reason']),
  },
  {
    usage: 'artifacts <task>',
    about: 'list the work that was handed in',
    act: (tasks, [taskId]) => tasks.listArtifacts({ task_id: taskId, limit: 200 }),
    print: (answer) =>
      formatObjects(answer['artifacts'], ['artifact_id', 'artifact_type', 'version', 'size', 'name', 'created_by']),
  },
  {
    usage: 'artifact <artifact>',
    about: 'print an artifact (base64 where it is no text)',
    act: (tasks, [artifactId]) => tasks.readArtifact({ artifact_id: artifactId }),
    print: (answer) => String(answer['content'] ?? answer['file_path']),
  },
  {
    usage: 'specialists',
    about: 'list the roles that work can be given to',
    act: (tasks) => tasks.listSpecialists({}),
    print: (answer) => formatObjects(answer['specialists'], ['name', 'role', 'expertise']),
  },
  {
    usage: 'types',
    about: 'list the types that bring a kind and defaults',
    act: (tasks) => tasks.listTaskTypes({}),
    print: (answer) => formatObjects(answer['task_types'], ['name', 'kind', 'description']),
  },
];

const REGISTRATION_VERBS: readonly Verb[] = [
  {
    usage: 'unregister-specialist <name>',
    about: 'forget a role that was registered; a file of that name counts again',
    act: (tasks, [name]) => tasks.unregisterSpecialist({ name }),
    note: ({ name }) => `The role ${String(name)} is registered no more.`,
  },
  {
    usage: 'unregister-type <name>',
    about: 'forget a type that was registered; tasks of it stay',
    act: (tasks, [name]) => tasks.unregisterTaskType({ name }),
    note: ({ name }) => `The type ${String(name)} is registered no more.`,
  },
];

const PLAN_VERBS: readonly Verb[] = [
  {
    usage: 'create <type>',
    about: 'make a task; without --parent it starts a run',
    options: [
      ['--title <text>', 'what it is called'],
      ['--description <text>', 'what is to be done'],
      ['--parent <task>', 'below this task'],
      ['--id <id>', 'its id (generated unless said)'],
      ['--specialist <role>', 'who it is for'],
      ['--assignee <name>', 'who has it'],
      ['--team <name>', 'whose it is'],
      ['--effort <text>', 'such as "3 days"'],
      ['--due <time>', 'when it has to be done'],
    ],
    lists: [
      ['--needs <task>', 'what has to complete before'],
      ['-a, --attribute <key=value>', 'an attribute; the value is read as JSON, else as a string'],
    ],
    act: (tasks, [type], options) =>
      tasks.create(
        given({
          task_type: type,
          title: options['title'],
          description: options['description'],
          parent_task_id: options['parent'],
          task_id: options['id'],
          specialist_type: options['specialist'],
          assignee: options['assignee'],
          team: options['team'],
          estimated_effort: options['effort'],
          due_date: options['due'],
          dependencies: options['needs'],
          attributes: parsePairs('--attribute', options['attribute']),
        }),
      ),
    print: ({ task_id }) => String(task_id),
  },
  {
    usage: 'template <template>',
    about: 'make the tasks of a template',
    options: [
      ['--parent <task>', 'below this task'],
      ['--prefix <text>', 'what their ids begin with'],
      ['--dry-run', 'make nothing, show what would be made'],
    ],
    lists: [PARAMETER_OPTION],
    act: async (tasks, [templateId], options) =>
      tasks.createFromTemplate(
        given({
          template_id: templateId,
          parameters: await readParameters(tasks, templateId, options['parameter']),
          parent_task_id: options['parent'],
          task_id_prefix: options['prefix'],
          dry_run: options['dryRun'],
        }),
      ),
    print: (answer) => formatObjects(answer['tasks_created'], ['task_id', 'task_type', 'title', 'dependencies']),
  },
  {
    usage: 'move <task> <parent>',
    about: 'move a task, with what is below it, below another one',
    options: [['--position <n>', 'among its new siblings, from 0']],
    act: (tasks, [taskId, parentId], options) =>
      tasks.move(
        given({
          task_id: taskId,
          new_parent_task_id: parentId,
          position: toNumber('--position', options['position']),
        }),
      ),
    note: ({ task_id, hierarchy_path }) => `${String(task_id)} stands at ${String(hierarchy_path)} now.`,
  },
  {
    usage: 'depend <task> <on...>',
    about: 'let a task wait for others',
    options: [
      ['--type <type>', 'completion, approval, data, prerequisite, blocks or related (default: completion)'],
      ['--output <name>', 'of a data dependency: which output'],
      ['--input <name>', 'under which name it is handed on'],
      ['--remove', 'take the dependencies away'],
      ['--waive', 'let it go on without them'],
      ['--reason <text>', 'why'],
    ],
    act: (tasks, [taskId, on], options) => {
      const operation = options['waive'] ? 'waive' : options['remove'] ? 'remove' : 'add';
      const others = Array.isArray(on) ? on : [];
      const dependencies = others.map((other) =>
        given({
          dependency_task_id: other,
          dependency_type: options['type'],
          output: options['output'],
          input_parameter_name: options['input'],
        }),
      );
      return tasks.manageDependencies(given({ task_id: taskId, dependencies, operation, reason: options['reason'] }));
    },
    print: (answer) =>
      formatObjects(answer['dependencies'], ['dependency_task_id', 'dependency_type', 'status', 'satisfied']),
  },
];

/** Generic tasks, a command a verb. */
export function addTasksCommand(program: Command, cli: Cli): void {
  const group = program.command('tasks').description('plan, claim, hand in and decide tasks, one at a time');
  for (const verb of [...READ_VERBS, ...PLAN_VERBS, ...WORK_VERBS, ...REGISTRATION_VERBS]) addVerb(group, cli, verb);
  addImportCommand(group, cli);
}
