import type { TaskwrightError } from '../../../src/domain/errors.js';
import type { NewWorkflow, TemporalRuns, WorkflowEnd } from '../../../src/client/temporal-runs.js';

interface FakeWorkflow {
  readonly started: NewWorkflow;
  readonly firstRunId: string;
  end: WorkflowEnd | null;
}

export interface FakeRuns extends TemporalRuns {
  readonly workflows: Map<string, FakeWorkflow>;
  /** What was sent, in order: verb, run key, and the message. */
  readonly sent: (readonly [verb: string, runKey: string, what?: unknown])[];
  /** While it is set, everything throws it. */
  outage: TaskwrightError | null;
  /** Thrown by the next updates. */
  refusal: TaskwrightError | null;
  close(runKey: string, end: WorkflowEnd): void;
}

/** Temporal as far as runs see it, in memory. */
export function createFakeRuns(): FakeRuns {
  const workflows = new Map<string, FakeWorkflow>();
  const sent: FakeRuns['sent'] = [];
  const closed = new EventTarget();
  const findOpen = (runKey: string): FakeWorkflow | null => {
    if (fake.outage) throw fake.outage;
    const workflow = workflows.get(runKey);
    return workflow && workflow.end === null ? workflow : null;
  };
  const tell = (verb: string, runKey: string, what?: unknown): boolean => {
    if (findOpen(runKey) === null) return false;
    sent.push(what === undefined ? [verb, runKey] : [verb, runKey, what]);
    return true;
  };
  const fake: FakeRuns = {
    workflows,
    sent,
    outage: null,
    refusal: null,
    close(runKey, end) {
      const workflow = workflows.get(runKey);
      if (workflow) workflow.end = end;
      closed.dispatchEvent(new Event('closed'));
    },
    async start(workflow) {
      if (fake.outage) throw fake.outage;
      if (workflows.has(workflow.runKey)) return { temporalRunId: null };
      const firstRunId = `temporal-${workflows.size + 1}`;
      workflows.set(workflow.runKey, { started: workflow, firstRunId, end: null });
      return { temporalRunId: firstRunId };
    },
    signal: async (runKey, { name, message }) => tell(name, runKey, message),
    async update(runKey, { name, message }) {
      if (findOpen(runKey) !== null && fake.refusal) throw fake.refusal;
      return tell(name, runKey, message);
    },
    cancel: async (runKey) => tell('cancel', runKey),
    async terminate(runKey, reason) {
      const isOpen = tell('terminate', runKey, reason);
      if (isOpen) fake.close(runKey, { status: 'terminated', error: null });
      return isOpen;
    },
    async describe(runKey) {
      if (fake.outage) throw fake.outage;
      const workflow = workflows.get(runKey);
      if (workflow === undefined) return null;
      const { firstRunId, end } = workflow;
      return end === null ? { state: 'open', firstRunId } : { state: 'closed', firstRunId, end };
    },
    async waitForClose(runKey, signal) {
      if (findOpen(runKey) !== null) {
        await new Promise<void>((resolve, reject) => {
          closed.addEventListener('closed', () => resolve(), { signal });
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      return workflows.has(runKey);
    },
    hasWorker: async () => true,
  };
  return fake;
}
