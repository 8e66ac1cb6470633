import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { toTemporalArguments } from '../src/dev/temporal-settings.js';
import { WORKER_TUNING } from '../src/worker/worker-tuning.js';
import { openBenchEnvironment } from './bench-environment.js';
import { gatherFacts } from './facts.js';
import { fromFact, toResults, toTable, type Result } from './report.js';
import { createScenarios, type Scenario } from './scenarios.js';
import { gatherTaskFigures } from './task-figures.js';

/**
 * `npm run bench -- [--json FILE] [--rounds 5] [--only TEXT]`: the same work as hand-written workflows and as
 * definitions, in turn. `--only` takes scenarios whose name has the text in it, `facts` for what is not timed, `tasks` for
 * generic tasks, which nobody writes by hand.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'string' }, rounds: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const rounds = Number(options.rounds);
const isWanted = (name: string): boolean => options.only === undefined || name.includes(options.only);

const setting = {
  node: process.version,
  cpus: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  worker: WORKER_TUNING,
  server: listServerTuning(),
};
console.log(JSON.stringify(setting, null, 2));

const environment = await openBenchEnvironment(note);
try {
  const results: Result[] = [];
  for (const scenario of createScenarios(environment)) {
    if (isWanted(scenario.name)) results.push(...toResults(scenario, await runScenario(scenario)));
  }
  if (isWanted('facts')) results.push(...(await gatherFacts(environment)).map(fromFact));
  if (isWanted('tasks')) results.push(...(await gatherTaskFigures(environment, note)).map(fromFact));
  console.log(`\n${toTable(results)}`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ setting, results }, null, 2)}\n`);
} finally {
  await environment.close();
}

/** Each round has every side once, beginning with another one each time; the first round only warms up. */
async function runScenario(scenario: Scenario): Promise<ReadonlyMap<string, readonly number[]>> {
  const sides = [scenario.handWritten, ...scenario.taskwright.map(({ side }) => side)];
  const measured = new Map<string, number[]>(sides.map((side) => [side.name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    note(`${scenario.name}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}`);
    const first = round % sides.length;
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      const value = await scenario.measure(side);
      if (round > 0) measured.get(side.name)?.push(value);
    }
  }
  return measured;
}

/** As the embedded server is told: everything with a `name=value`. */
function listServerTuning(): readonly string[] {
  const ports = { temporal: 0, ui: 0, metrics: 0 };
  return toTemporalArguments({ ports, databaseFile: '' }).filter((argument) => argument.includes('='));
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
