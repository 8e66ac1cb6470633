import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';
import { pipelineOf, workflowRunOf } from './ci-payloads.js';
import { GITHUB_SECRETS, GITLAB_SECRET, HMAC_SECRET, openTestGateway, type TestGateway } from './gateway.js';

const EXAMPLES = new URL('../../examples/ci/', import.meta.url);
const readExample = (file: string) => readFile(new URL(file, EXAMPLES), 'utf8');
const run = promisify(execFile);

describe('the examples for CI', () => {
  let engine: Engine;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    await engine.push(await readExample('after-ci.yaml'));
    gateway = await openTestGateway(engine);
    token = await gateway.token('ci', { scopes: ['signal'] });
  });
  afterAll(async () => {
    await gateway.stop();
    await engine.close();
  });

  const startWaiting = async (sha = uniqueId('sha')) => {
    const { runId } = await engine.client.start({ definition: { id: 'after-ci' }, input: { sha }, startedBy: 'ann' });
    await engine.taskWith(runId, '/ci', 'waiting');
    return { runId, sha };
  };
  const shell = async (args: readonly string[], env: Record<string, string>) => {
    const given = { TASKWRIGHT_URL: gateway.url, TASKWRIGHT_TOKEN: token, PATH: process.env['PATH'], ...env };
    return (await run('sh', args, { env: given, timeout: 20_000 })).stdout;
  };
  const endOf = async (runId: string) => {
    const { status, output } = await engine.client.waitForEnd(runId);
    return { status, output };
  };
  const everythingOf = async (runId: string) => ({
    run: await engine.client.read(runId),
    events: await engine.client.listEvents({ runId }),
  });
  const completedWith = (payload: object, from = 'ci') => ({
    status: 'completed',
    output: { ci: { signal: { name: 'ci-finished', payload, from } } },
  });

  const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const send = async (source: string, body: string, headers: Record<string, string>) => {
    const answer = await gateway.ask(`POST /v1/webhooks/${source}`, body, { token: null, headers });
    return { status: answer.status, body: answer.body };
  };
  const sendGithub = (id: string, payload: object, secret = GITHUB_SECRETS[0] ?? '') => {
    const body = JSON.stringify(payload);
    return send('github', body, {
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/044aadd',
      'X-GitHub-Event': 'workflow_run',
      'X-GitHub-Delivery': id,
      'X-GitHub-Hook-ID': '292430182',
      'X-Hub-Signature-256': `sha256=${sign(secret, body)}`,
    });
  };
  const sendGitlab = (id: string, payload: object, secret = GITLAB_SECRET) =>
    send('gitlab', JSON.stringify(payload), {
      'Content-Type': 'application/json',
      'User-Agent': 'GitLab/18.0.0',
      'X-Gitlab-Event': 'Pipeline Hook',
      'X-Gitlab-Token': secret,
      'X-Gitlab-Event-UUID': id,
      'X-Gitlab-Webhook-UUID': '02affd2d-2cba-4033-917d-ec22d5dc4b38',
      'X-Gitlab-Instance': 'https://gitlab.example.com',
    });
  const delivered = (deliveryId: string) => ({ status: 202, body: { deliveryId, status: 'delivered', reached: 1 } });

  it('finish a run with the script, and once however often the job is repeated', async () => {
    const { runId, sha } = await startWaiting();
    const script = new URL('signal.sh', EXAMPLES).pathname;
    const answer = { deliveryId: `ci-${sha}-true`, reached: 1 };
    expect(JSON.parse(await shell([script, sha, 'true'], {}))).toEqual(answer);
    expect(await endOf(runId)).toMatchObject(completedWith({ ok: true }));
    const later = await startWaiting(sha);
    const before = await everythingOf(later.runId);
    expect(JSON.parse(await shell([script, sha, 'true'], {}))).toEqual(answer);
    expect(await everythingOf(later.runId)).toEqual(before);
  });

  it('finish a run with the step for GitHub Actions, and with the job for GitLab', async () => {
    const one = await startWaiting();
    const actions = parse(await readExample('github-actions.yml'));
    const step: string = actions.jobs.build.steps.at(-1).run;
    const filled = step
      .replace(/\$\{\{ job.status == 'success' \}\}/, 'true')
      .replace(/\$\{\{ github.run_id \}\}/, '8');
    await shell(['-c', filled], { GITHUB_RUN_ID: '8', GITHUB_RUN_ATTEMPT: '2', GITHUB_SHA: one.sha });
    expect(await endOf(one.runId)).toMatchObject(completedWith({ ok: true, run: '8' }));

    const two = await startWaiting();
    const jobs = parse(await readExample('gitlab-ci.yml'));
    const { CI_OK } = jobs['tell-taskwright-passed'].variables;
    const script: string = jobs['.tell-taskwright'].script[0];
    await shell(['-c', script], { CI_OK, CI_JOB_ID: '71', CI_PIPELINE_ID: '31', CI_COMMIT_SHA: two.sha });
    expect(await endOf(two.runId)).toMatchObject(completedWith({ ok: true, pipeline: 31 }));
  });

  it('finish a run by a workflow_run of GitHub, and leave it waiting where the workflow has failed', async () => {
    const { runId, sha } = await startWaiting();
    expect(await sendGithub('72d3162e-1', workflowRunOf(sha, 'failure'))).toEqual(delivered('72d3162e-1'));
    await engine.taskWith(runId, '/ci', 'waiting');
    expect(await sendGithub('72d3162e-2', workflowRunOf(sha, 'success'))).toEqual(delivered('72d3162e-2'));
    const url = 'https://github.com/octo-org/octo-repo/actions/runs/30433642';
    expect(await endOf(runId)).toMatchObject(completedWith({ ok: true, run: url }, 'webhook:github'));
  });

  it('finish a run by a pipeline of GitLab, once it has ended', async () => {
    const { runId, sha } = await startWaiting();
    expect(await sendGitlab('13792a34-1', pipelineOf(sha, 'running'))).toEqual({
      status: 202,
      body: { deliveryId: '13792a34-1', status: 'ignored', reached: 0 },
    });
    expect(await sendGitlab('13792a34-2', pipelineOf(sha, 'success'))).toEqual(delivered('13792a34-2'));
    const url = 'https://gitlab.example.com/gitlab-org/gitlab-test/-/pipelines/31';
    expect(await endOf(runId)).toMatchObject(completedWith({ ok: true, run: url }, 'webhook:gitlab'));
  });

  it('finish a run by the signed line of the guide', async () => {
    const { runId } = await startWaiting('a1');
    const guide = await readFile(new URL('../../docs/guides/webhooks.md', import.meta.url), 'utf8');
    const line = /```sh\n(.*?)```/s.exec(guide)?.[1] ?? '';
    const answer = await shell(['-c', line], { SECRET: HMAC_SECRET });
    expect(JSON.parse(answer)).toEqual({ deliveryId: 'build-7', status: 'delivered', reached: 1 });
    expect(await endOf(runId)).toMatchObject(completedWith({ ok: true }, 'webhook:builds'));
  });

  it('change nothing where the sender is not who it has to be, or says it again', async () => {
    const first = await startWaiting();
    const { sha } = first;
    expect(await sendGithub('72d3162e-3', workflowRunOf(sha, 'success'))).toEqual(delivered('72d3162e-3'));
    await engine.client.waitForEnd(first.runId);

    const { runId } = await startWaiting(sha);
    const before = await everythingOf(runId);
    expect(await sendGithub('72d3162e-3', workflowRunOf(sha, 'success'))).toEqual(delivered('72d3162e-3'));
    const statuses: Record<string, number> = {
      'another delivery under the same id': (await sendGithub('72d3162e-3', workflowRunOf(sha, 'failure'))).status,
      'a wrong signature': (await sendGithub('72d3162e-4', workflowRunOf(sha, 'success'), 'guessed')).status,
      'a wrong token of GitLab': (await sendGitlab('13792a34-3', pipelineOf(sha, 'success'), 'guessed')).status,
    };
    const body = JSON.stringify({ sha });
    const old = String(Math.floor(Date.now() / 1_000) - 301);
    const stale = { 'X-Timestamp': old, 'X-Signature': sign(HMAC_SECRET, `${old}.${body}`) };
    statuses['an old timestamp'] = (await send('builds', body, stale)).status;

    const elsewhere = await gateway.token('ci', { scopes: ['signal'], workspaces: ['team-b'] });
    const reader = await gateway.token('ci', { scopes: ['read'] });
    const signal = (path: string, shown: string | null) => gateway.ask(`POST ${path}`, { ok: true }, { token: shown });
    const byKey = `/v1/signals/ci-finished?correlation=${sha}`;
    const byRun = `/v1/runs/${runId}/signals/ci-finished`;
    statuses['no token'] = (await signal(byKey, null)).status;
    statuses['a token that may only read'] = (await signal(byKey, reader)).status;
    statuses['a token of another workspace, to the run'] = (await signal(byRun, elsewhere)).status;
    statuses['a token of another workspace, to this one'] = (
      await signal(`${byKey}&workspace=default`, elsewhere)
    ).status;
    expect(statuses).toEqual({
      'another delivery under the same id': 409,
      'a wrong signature': 401,
      'a wrong token of GitLab': 401,
      'an old timestamp': 401,
      'no token': 401,
      'a token that may only read': 403,
      'a token of another workspace, to the run': 404,
      'a token of another workspace, to this one': 404,
    });
    expect(await signal(byKey, elsewhere)).toMatchObject({ status: 202, body: { reached: 0 } });
    expect(await everythingOf(runId)).toEqual(before);
  });
});
