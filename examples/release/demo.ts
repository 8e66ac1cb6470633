import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { leaseServers, type Servers } from '../support/servers.js';
import { createCommands } from './commands.js';
import { type DeploymentService, startDeploymentService } from './deployment-service.js';
import { createNarrator, type Narrator } from './narrator.js';
import { observe } from './observer.js';
import { type Outcome, reportOn } from './report.js';

/*
 * A release that outlives its worker, which is killed in the middle. What is said at the end is asserted. With --keep
 * the servers stay up, so that the run can be looked at.
 */
const SHA = '4f0c2d9';

async function play(servers: Servers, service: DeploymentService, narrator: Narrator): Promise<Outcome> {
  const commands = createCommands(servers);
  const workers: ChildProcess[] = [];
  const type = (...words: string[]): Promise<string> => {
    narrator.type(...words);
    return commands.run(...words);
  };
  const startWorker = async (): Promise<ChildProcess> => {
    const words = ['--allow-hosts', new URL(service.url).host];
    narrator.type('worker', ...words);
    const worker = await commands.startWorker(...words);
    workers.push(worker);
    narrator.say(`worker ${workers.length} is there (pid ${worker.pid})`, 'green');
    return worker;
  };

  try {
    const first = await startWorker();
    const inputs = ['-i', 'version=1.2.0', '-i', `sha=${SHA}`, '-i', `deploy=${service.url}`];
    const runId = (await type('run', 'examples/release/release.yaml', '--detach', ...inputs)).trim();
    const release = await observe(servers, runId, narrator.show);
    try {
      await service.underLoad;
      await release.until('/checks/security', 'completed');
      await end(first, 'SIGKILL');
      narrator.say(`kill -9 ${first.pid}: the load test was under way, and no worker is left`, 'red');

      await type('signal', runId, 'ci-finished', '--data', JSON.stringify({ sha: SHA }));
      narrator.say('nobody is there to hear the CI, so its signal waits', 'yellow');
      const second = await startWorker();
      await release.until('/checks/performance', 'completed');
      await type('complete', runId, '/qa', '--output', JSON.stringify({ tester: 'tina', failed: 0 }), '--as', 'tina');
      await type('approve', runId, '/approve', '--as', 'paula', '--role', 'product_manager');
      await type('approve', runId, '/approve', '--as', 'emil', '--role', 'engineering_manager');
      const run = await release.end;
      const events = await release.client.listEvents({ runId });
      await end(second, 'SIGTERM');
      return { run, events, asked: service.asked() };
    } finally {
      await release.close();
    }
  } finally {
    await Promise.all(workers.map((worker) => end(worker, 'SIGKILL')));
  }
}

async function end(worker: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill(signal);
  await exited;
}

const isKept = process.argv.includes('--keep');
const narrator = createNarrator();
narrator.say(
  process.env['TEMPORAL_ADDRESS'] ? 'with your own servers' : 'Temporal and Postgres start on this machine …',
);
const servers = await leaseServers(isKept ? { keepIn: process.cwd() } : {});
const service = await startDeploymentService();
try {
  narrator.say(`they are up; the Web UI is at ${servers.uiUrl ?? 'an address of yours'}`);
  const outcome = await play(servers, service, narrator);
  console.log('');
  for (const line of reportOn(outcome)) console.log(line);
  console.log(`the run in Temporal's Web UI: ${outcome.run.uiUrl ?? 'its address is not known'}`);
  if (isKept) console.log('The servers stay up until "npx taskwright down".');
  else if (servers.dataDir !== null)
    console.log('The servers stop now; "npm run demo -- --keep" leaves them up to look around.');
} catch (thrown) {
  console.error(thrown);
  process.exitCode = 1;
} finally {
  await service.close();
  await servers.release();
}
