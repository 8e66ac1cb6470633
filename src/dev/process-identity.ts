import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process, also told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own words; only ever compared. */
  readonly startTag: string;
}

/** Null when no such process lives. A zombie has ended: only its parent has not noticed. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startTag = process.platform === 'linux' ? readLinuxStartTag(pid) : readPsStartTag(pid);
  return startTag === null ? null : { pid, startTag };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTag === identity.startTag;
}

/**
 * The processes that have these arguments, in this order, in their command line. Not their children: one that was just
 * forked still has the command line of its parent.
 */
export function findProcessesByArguments(...args: string[]): ProcessIdentity[] {
  const found = listProcesses().filter(({ commandLine }) => commandLine.includes(` ${args.join(' ')} `));
  const pids = new Set(found.map(({ pid }) => pid));
  return found.filter(({ parentPid }) => !pids.has(parentPid)).flatMap(({ pid }) => identifyProcess(pid) ?? []);
}

interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The arguments, with a space before, between and behind them. */
  readonly commandLine: string;
}

function listProcesses(): ListedProcess[] {
  if (process.platform !== 'linux') {
    return runPs(['-axo', 'pid=,ppid=,args='])
      .split('\n')
      .map((line) => {
        const [, pid, parentPid, commandLine = ''] = /^\s*(\d+)\s+(\d+)(.*)$/.exec(line) ?? [];
        return { pid: Number(pid), parentPid: Number(parentPid), commandLine: `${commandLine} ` };
      });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parentPid: Number(readLinuxStat(Number(name))[1]),
      commandLine: ` ${readTextFile(`/proc/${name}/cmdline`)?.replaceAll('\0', ' ') ?? ''}`,
    }));
}

function readLinuxStartTag(pid: number): string | null {
  const stat = readLinuxStat(pid);
  const [state, startedAtTicks] = [stat[0], stat[19]];
  if (state === 'X' || (state === 'Z' && !hasOtherThreads(pid))) return null;
  return startedAtTicks ?? null;
}

/** The fields from the third on. The second is the program's name in parentheses, which may hold anything. */
function readLinuxStat(pid: number): string[] {
  const stat = readTextFile(`/proc/${pid}/stat`) ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** A killed process is a zombie as soon as its first thread has ended; its ports and files are free when all have. */
function hasOtherThreads(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

function readPsStartTag(pid: number): string | null {
  const [state, ...startedAt] = runPs(['-o', 'stat=,lstart=', '-p', String(pid)]).split(/\s+/);
  return !state || state.startsWith('Z') ? null : startedAt.join(' ');
}

function runPs(args: readonly string[]): string {
  return spawnSync('ps', args, { encoding: 'utf8' }).stdout.trim();
}

/** Null when the process has gone. */
function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
