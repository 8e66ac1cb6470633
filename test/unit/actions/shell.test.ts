import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ActionContext } from '../../../src/actions/action.js';
import { createShellAction, type ShellActionOptions } from '../../../src/actions/shell.js';
import { isGroupRunning } from '../../../src/actions/shell/group-members.js';
import { actionContext } from './action-context.js';

const run = (input: unknown, context: Partial<ActionContext> = {}, options: Partial<ShellActionOptions> = {}) =>
  createShellAction({ isAllowed: true, ...options }).run(input, actionContext(context));

async function createFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'shell-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Resolves with the group of a command that writes `$PPID` into the file `group` once it runs. */
async function waitForGroup(folder: string): Promise<number> {
  for await (const _ of watch(folder)) {
    const text = await readFile(join(folder, 'group'), 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
  }
  throw new Error('The folder went away.');
}

describe('shell', () => {
  it('puts out the exit code and what was written', async () => {
    expect(await run({ command: 'echo out; echo err >&2' })).toEqual({
      exit_code: 0,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('is refused for good unless it is allowed, with the setting named', async () => {
    await expect(run({ command: 'true' }, {}, { isAllowed: false })).rejects.toMatchObject({
      code: 'forbidden',
      isRetryable: false,
      hint: 'Start the worker with TASKWRIGHT_ALLOW_SHELL=1 or --allow-shell.',
    });
  });

  it('fails for another try with the exit code and the end of stderr', async () => {
    await expect(run({ command: 'echo no such branch >&2; exit 3' })).rejects.toMatchObject({
      code: 'task_failed',
      isRetryable: true,
      message: 'The command ended with exit code 3: no such branch',
    });
    await expect(run({ command: 'exit 4' })).rejects.toThrow('exit code 4 and wrote nothing to stderr.');
    await expect(run({ command: 'kill -KILL $$' })).rejects.toThrow('The command ended with exit code 137 (SIGKILL)');
    await expect(run({ command: 'printf "%01000d" 7 >&2; exit 1' })).rejects.toThrow(`: …${'0'.repeat(499)}7`);
  });

  it('masks what it shows of stderr before it is cut', async () => {
    const mask = (text: string) => text.replaceAll('TOPSECRETTOKEN', '***');
    const command = `printf 'TOPSECRETTOKEN${'x'.repeat(495)}' >&2; exit 1`;
    await expect(run({ command }, { mask })).rejects.toThrow(/: \*\*\*x{495}$/);
  });

  it('runs in the folder that is asked for, from that of the worker', async () => {
    const folder = await createFolder();
    expect(await run({ command: 'pwd', cwd: folder })).toMatchObject({ stdout: `${folder}\n` });
    expect(await run({ command: 'mkdir sub; pwd' }, {}, { directory: folder })).toMatchObject({
      stdout: `${folder}\n`,
    });
    expect(await run({ command: 'pwd', cwd: 'sub' }, {}, { directory: folder })).toMatchObject({
      stdout: `${folder}/sub\n`,
    });
  });

  it('refuses a folder that is not there, for good', async () => {
    await expect(run({ command: 'true', cwd: 'not/here' })).rejects.toMatchObject({
      code: 'invalid_input',
      isRetryable: false,
      message: 'The cwd "not/here" of shell is not a directory of the worker.',
    });
  });

  it('hands on none of the worker’s environment but what commands need', async () => {
    const env = { PATH: process.env['PATH'], HOME: '/home/w', LC_ALL: 'C', TASKWRIGHT_SECRET_X: 's', AWS_KEY: 'k' };
    const { stdout } = (await run({ command: 'env', env: { N: 1, HOME: null, B: true } }, {}, { env })) as {
      stdout: string;
    };
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.filter((name) => name !== 'PWD' && name !== '_' && name !== 'SHLVL').sort()).toEqual([
      'B',
      'LC_ALL',
      'N',
      'PATH',
    ]);
  });

  it.each([
    [{}, 'with.command'],
    [{ command: 'true\0' }, 'with.command: a NUL character cannot be passed on'],
    [{ command: 'true', env: { 'A B': '1' } }, 'with.env.A B: not a name of an environment variable'],
    [{ command: 'true', env: { A: [] } }, 'with.env.A: an environment variable is a text'],
    [{ command: 'true', dir: '.' }, 'Unrecognized key: "dir"'],
  ])('refuses the input %j', async (input, message) => {
    await expect(run(input)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
  });

  it('says that a command is too long for the system', async () => {
    await expect(run({ command: `: ${'x'.repeat(8 * 1024 * 1024)}` })).rejects.toMatchObject({
      code: 'invalid_input',
      isRetryable: false,
    });
  });

  it('keeps the last MiB of what was written and says what it dropped', async () => {
    const { stdout } = (await run({ command: 'yes 0123456789abcde | head -c 3145728; echo end' })) as {
      stdout: string;
    };
    expect(stdout.length).toBeLessThan(1024 * 1024 + 100);
    expect(stdout).toMatch(/^\[the first 20971\d\d bytes were dropped\]\n0123456789abcde\n/);
    expect(stdout).toMatch(/0123456789abcde\nend\n$/);
  });

  it('ends what the command left running when it ends itself', async () => {
    const output = await run({ command: 'sleep 300 & echo $PPID' });
    expect(output).toMatchObject({ exit_code: 0 });
    expect(await isGroupRunning(Number((output as { stdout: string }).stdout))).toBe(false);
  });

  it('ends everything that the command started when it is cancelled, and settles only then', async () => {
    const folder = await createFolder();
    const controller = new AbortController();
    const command = `sleep 300 & (sleep 300 | cat) & echo $PPID > ${folder}/group; sleep 300`;
    const group = waitForGroup(folder);
    const settled = run({ command }, { signal: controller.signal }).catch((error: unknown) => error);
    const groupId = await group;
    expect(await isGroupRunning(groupId)).toBe(true);
    controller.abort('stop');
    expect(await settled).toBe('stop');
    expect(await isGroupRunning(groupId)).toBe(false);
  });

  it('lets a command that is cancelled clean up', async () => {
    const folder = await createFolder();
    const controller = new AbortController();
    const command = `trap 'echo done > ${folder}/cleaned; exit' TERM; echo $PPID > ${folder}/group; sleep 300 & wait`;
    const group = waitForGroup(folder);
    const settled = run({ command }, { signal: controller.signal }).catch((error: unknown) => error);
    await group;
    controller.abort('stop');
    await settled;
    expect(await readFile(join(folder, 'cleaned'), 'utf8')).toBe('done\n');
  });

  it('kills a command that does not want to end', async () => {
    const folder = await createFolder();
    const controller = new AbortController();
    const command = `trap '' TERM; echo $PPID > ${folder}/group; sleep 300; sleep 300`;
    const group = waitForGroup(folder);
    const settled = run({ command }, { signal: controller.signal }).catch((error: unknown) => error);
    const groupId = await group;
    controller.abort('stop');
    expect(await settled).toBe('stop');
    expect(await isGroupRunning(groupId)).toBe(false);
  });

  it('does not start when it was cancelled before', async () => {
    const folder = await createFolder();
    const signal = AbortSignal.abort('stop');
    await expect(run({ command: `touch ${folder}/started` }, { signal })).rejects.toBe('stop');
    await expect(readFile(join(folder, 'started'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('leaves nothing running when the worker is killed', async () => {
    const folder = await createFolder();
    const worker = fileURLToPath(new URL('./shell-worker.ts', import.meta.url));
    const command = `(sleep 300 >/dev/null 2>&1) & echo $PPID > ${folder}/group; sleep 300`;
    const group = waitForGroup(folder);
    const child = spawn(process.execPath, ['--import', 'tsx', worker, command], { stdio: 'ignore' });
    const groupId = await group;
    expect(await isGroupRunning(groupId)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(async () => expect(await isGroupRunning(groupId)).toBe(false), { timeout: 5_000 });
  }, 20_000);
});
