import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createDefinitionParser,
  loadDefinitionFile,
  type DefinitionParserOptions,
  type JsonValue,
  type ParsedDefinition,
  type TasksClient,
  type TaskwrightClient,
} from 'taskwright';
import { leaseServers, type Servers } from './servers.js';
import { openStage, type WorkerExtras } from './stage.js';

/** What an example plays with. */
export interface Stage {
  readonly client: TaskwrightClient;
  /** Generic tasks, in a workspace of the example's own. */
  readonly tasks: TasksClient;
  /** A definition that lies beside the example. */
  load(file: string, options?: DefinitionParserOptions): Promise<ParsedDefinition>;
  /** Shows a result. */
  say(what: string, value?: JsonValue): void;
}

export interface Example {
  /** What it shows, in a few words. */
  readonly title: string;
  readonly worker?: WorkerExtras;
  /** Runs something and asserts what comes of it. */
  play(stage: Stage): Promise<void>;
}

/** An example that also runs by itself: `npx tsx examples/wait/run.ts`. */
export interface RunnableExample {
  readonly title: string;
  run(given: {
    readonly servers: Servers;
    readonly bundle?: WorkerExtras['workflowBundle'];
    readonly say: Stage['say'];
  }): Promise<void>;
}

export function defineExample(url: string, { title, worker = {}, play }: Example): RunnableExample {
  const example: RunnableExample = {
    title,
    async run({ servers, bundle, say }) {
      const isPlain = worker.workflowsPath === undefined && bundle !== undefined;
      const { client, tasks, close } = await openStage(servers, {
        ...worker,
        ...(isPlain && { workflowBundle: bundle }),
      });
      try {
        await play({ client, tasks, say, load: (file, options) => load(url, file, options) });
      } finally {
        await close();
      }
    },
  };
  if (isMain(url)) void runAlone(example);
  return example;
}

/** To a terminal or a pipe. */
export function print(what: string, value?: JsonValue): void {
  console.log(value === undefined ? what : `${what}: ${JSON.stringify(value, null, 2)}`);
}

async function load(url: string, file: string, options: DefinitionParserOptions = {}): Promise<ParsedDefinition> {
  const parser = createDefinitionParser(options);
  const { definition, problems } = await loadDefinitionFile(fileURLToPath(new URL(file, url)), { parser });
  if (definition === null)
    throw new Error(
      problems.map(({ line, path, message, hint }) => `${file}:${line} ${path}: ${message} ${hint}`).join('\n'),
    );
  return definition;
}

async function runAlone(example: RunnableExample): Promise<void> {
  const servers = await leaseServers();
  try {
    await example.run({ servers, say: print });
    console.log(`ok: ${example.title}`);
  } catch (thrown) {
    console.error(thrown);
    process.exitCode = 1;
  } finally {
    await servers.release();
  }
}

function isMain(url: string): boolean {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url;
}
