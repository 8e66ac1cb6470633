import { tryParseDuration } from '../../domain/duration.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { parseElapsedMs } from './effort.js';
import type { GenericTask } from './generic-task.js';

/** When an approval times out and reminds, from when it begins to wait; `null` where it never does. */
export function toApprovalTimes(
  approval: JsonObject | null,
  { now, timeScale }: { readonly now: number; readonly timeScale: number },
): Pick<GenericTask, 'approvalDueAt' | 'remindAt'> {
  const toTime = (value: JsonValue | undefined): number | null => {
    const ms = typeof value === 'string' ? parseApprovalDuration(value) : null;
    return ms === null ? null : now + Math.max(1, Math.round(ms * timeScale));
  };
  return { approvalDueAt: toTime(approval?.['timeout']), remindAt: toTime(approval?.['remind_every']) };
}

/** Milliseconds of `3d` or "3 days"; null where it is no duration. */
export function parseApprovalDuration(text: string): number | null {
  return tryParseDuration(text) ?? parseElapsedMs(text);
}

/** Somebody else is asked when nobody decided in time, once. */
export function mayEscalate(approval: JsonObject | null): boolean {
  return approval?.['on_timeout'] === 'escalate' && approval['is_escalated'] !== true;
}
