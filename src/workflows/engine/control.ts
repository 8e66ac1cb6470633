import { isJsonObject } from '../../domain/json.js';
import type { Rejection } from './accept.js';
import type { EngineEvent } from './effects.js';
import type { RunState } from './state.js';

/** What somebody wants of a whole run, or of what has ended in it. */
export type ControlRequest = { readonly id: string; readonly by: string } & (
  | { readonly verb: 'pause' | 'resume' }
  /** What has become of the request of this id, with which the workflow was started. */
  | { readonly verb: 'revived' }
  | { readonly verb: 'rerun'; readonly path: string }
);

/** Whether it may be done: null, or why not. Read-only and synchronous; it takes whatever it is given, and never throws. */
export function acceptControl(run: RunState, request: unknown): Rejection | null {
  if (!isControlRequest(request)) {
    return {
      code: 'invalid_input',
      reason: 'A request has an id, and says what is wanted of the run, and by whom it is.',
    };
  }
  if (request.verb === 'revived') return null;
  if (run.root.phase === 'ended') return { code: 'conflict', reason: 'The run has ended.' };
  return run.root.stop ? { code: 'conflict', reason: 'The run is being stopped.' } : null;
}

export function toControlEvent(request: ControlRequest): EngineEvent {
  const { id, by } = request;
  switch (request.verb) {
    case 'rerun':
      return { type: 'restart', request: { id, verb: request.verb, path: request.path, by } };
    case 'revived':
      return { type: 'wake' };
    default:
      return { type: request.verb, by };
  }
}

/** Whether the run has to look into the request first, and replies to it. */
export function isRepliedTo({ verb }: ControlRequest): boolean {
  return verb === 'rerun' || verb === 'revived';
}

function isControlRequest(request: unknown): request is ControlRequest {
  if (!isJsonObject(request) || !isText(request['id']) || !isText(request['by'])) return false;
  const { verb, path } = request;
  return verb === 'rerun' ? isText(path) : verb === 'pause' || verb === 'resume' || verb === 'revived';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
