import type { WaitingFor, WaitingForApproval } from '../../domain/waiting.js';

export interface WaitingPlace {
  readonly runId: string;
  readonly path: string;
  readonly waiting: WaitingFor;
}

/** What a task waits for, as the end of "it waits …". */
export function describeWaiting({ waiting }: Pick<WaitingPlace, 'waiting'>): string {
  switch (waiting.for) {
    case 'signal':
      return `for the signal ${waiting.name}${waiting.correlation === null ? '' : ` (${waiting.correlation})`}`;
    case 'approval':
      return `for approval: ${waiting.stillNeeded}${describeSaid(waiting)}`;
    case 'time':
      return `until ${new Date(waiting.until).toISOString()}`;
    case 'external':
      return waiting.specialist === null ? 'for someone to complete it' : `for a ${waiting.specialist} to complete it`;
    case 'run':
      return `for the run ${waiting.runId}`;
  }
}

/** Who has decided, and until when it waits. */
function describeSaid({ decisions = [], timeoutAt = null }: WaitingForApproval): string {
  const said = [
    ...decisions.map(({ by, decision }) => `${by}: ${decision.replace('_', ' ')}`),
    ...(timeoutAt === null ? [] : [`until ${timeoutAt}`]),
  ];
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

/** The command that lets the run go on; null where only time does. */
export function toNextCommand({ runId, path, waiting }: WaitingPlace): string | null {
  switch (waiting.for) {
    case 'signal':
      return `taskwright signal ${runId} ${quote(waiting.name)}`;
    case 'approval': {
      const [role] = waiting.roles;
      return `taskwright approve ${runId} ${path}${role === undefined ? '' : ` --role ${quote(role)}`}`;
    }
    case 'external':
      return `taskwright complete ${runId} ${path}`;
    case 'run':
      return `taskwright watch ${waiting.runId}`;
    case 'time':
      return null;
  }
}

/** For a shell, where it is needed. */
function quote(word: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
