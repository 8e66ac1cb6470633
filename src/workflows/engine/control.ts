import { isJsonObject } from '../../domain/json.js';
import type { Rejection } from './accept.js';
import type { EngineEvent } from './effects.js';
import type { RunState } from './state.js';

/** What somebody wants of a whole run. Anybody may send anything. */
export interface ControlRequest {
  readonly verb: 'pause' | 'resume';
  readonly by: string;
}

/** Whether it may be done: null, or why not. Read-only and synchronous; it takes whatever it is given, and never throws. */
export function acceptControl(run: RunState, request: unknown): Rejection | null {
  if (!isControlRequest(request)) {
    return { code: 'invalid_input', reason: 'A request says what is wanted of the run, and by whom it is.' };
  }
  if (run.root.phase === 'ended') return { code: 'conflict', reason: 'The run has ended.' };
  return run.root.stop ? { code: 'conflict', reason: 'The run is being stopped.' } : null;
}

export function toControlEvent({ verb, by }: ControlRequest): EngineEvent {
  return { type: verb, by };
}

function isControlRequest(request: unknown): request is ControlRequest {
  if (!isJsonObject(request)) return false;
  const { verb, by } = request;
  return (verb === 'pause' || verb === 'resume') && typeof by === 'string' && by !== '';
}
