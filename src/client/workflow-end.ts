import { type WorkflowExecutionStatusName, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode, type ErrorRecord } from '../domain/errors.js';
import { isJsonObject } from '../domain/json.js';
import { ROOT_PATH } from '../domain/path.js';
import type { WorkflowEnd } from './temporal-runs.js';

/** How Temporal says a workflow has ended, as a run's end; null while it is open. Asks for the failure of a failed one. */
export async function toWorkflowEnd(
  status: WorkflowExecutionStatusName,
  askResult: () => Promise<unknown>,
): Promise<WorkflowEnd | null> {
  switch (status) {
    case 'COMPLETED':
      return { status: 'completed', error: null };
    case 'CANCELLED':
      return { status: 'cancelled', error: { code: 'cancelled', message: 'The run was cancelled.', path: null } };
    case 'TERMINATED':
      return { status: 'terminated', error: terminated(await readFailure(askResult)) };
    case 'TIMED_OUT':
      return {
        status: 'timed_out',
        error: { code: 'timed_out', message: 'Temporal ended it: its time is over.', path: null },
      };
    case 'FAILED':
      return toFailedEnd(await readFailure(askResult));
    default:
      return null;
  }
}

function terminated(failure: Error | null): ErrorRecord {
  const reason = failure?.message ?? '';
  const isSaid = reason !== '' && reason !== 'Workflow execution terminated';
  return {
    code: 'terminated',
    message: `The run was terminated${isSaid ? `: ${reason}` : ' by an operator.'}`,
    path: null,
  };
}

/** The workflow says in the details of its failure how its root ended, and at which task. */
function toFailedEnd(failure: Error | null): WorkflowEnd {
  const message = failure?.message ?? 'The run failed.';
  const detail = failure instanceof ApplicationFailure ? failure.details?.[0] : undefined;
  if (!isJsonObject(detail)) return { status: 'failed', error: { code: 'internal', message, path: null } };
  const { status, code, path } = detail;
  return {
    status: status === 'timed_out' ? status : 'failed',
    error: {
      code: isErrorCode(code) ? code : 'internal',
      message,
      path: typeof path === 'string' ? path : ROOT_PATH,
    },
  };
}

async function readFailure(askResult: () => Promise<unknown>): Promise<Error | null> {
  try {
    await askResult();
    return null;
  } catch (thrown) {
    if (thrown instanceof WorkflowFailedError) return thrown.cause ?? null;
    throw thrown;
  }
}
