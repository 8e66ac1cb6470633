import { HandlerUnfinishedPolicy } from '@temporalio/common';
import {
  ApplicationFailure,
  defineSignal,
  defineUpdate,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import type { JsonValue } from '../domain/json.js';
import type { TaskMessage } from '../orchestrators/orchestrator.js';
import type { Rejection } from './engine/accept.js';
import { isRepliedTo, toControlEvent } from './engine/control.js';
import type { EngineEvent } from './engine/effects.js';
import {
  REFUSED,
  SIGNALS,
  UPDATES,
  type AttemptEndedMessage,
  type CompleteMessage,
  type ControlMessage,
  type DecideMessage,
  type DependencyEndedMessage,
  type HostedEndedMessage,
  type RunEndedMessage,
  type SignalMessage,
} from './protocol.js';

type AddressedMessage = TaskMessage & { readonly path: string };

/** The run, as messages from outside meet it. */
export interface Receiver {
  dispatch(event: EngineEvent): void;
  /** Why a message cannot be applied; null where it can, and while nothing is known against it. */
  reject(message: AddressedMessage): Rejection | null;
  rejectControl(message: ControlMessage): Rejection | null;
  /** Resolves when a message is judged by how the run really stands. */
  whenReady(): Promise<void>;
  /** What became of a request that the run has to look into first. */
  replyTo(id: string): Promise<Rejection | null>;
  /** Resolves when what the run has decided by now stands in the store. */
  whenWritten(): Promise<void>;
  wake(): void;
}

/** Takes what others tell the run. To be called before anything is waited for: what came before that is kept for it. */
export function registerHandlers(receiver: Receiver): void {
  const { dispatch } = receiver;
  setHandler(
    defineSignal<[SignalMessage]>(SIGNALS.signal),
    ({ id, name, path }) => dispatch({ type: 'signal', id, name, path }),
    { description: 'A signal of the definition, whose payload is in the store.' },
  );
  setHandler(
    defineSignal<[RunEndedMessage]>(SIGNALS.runEnded),
    ({ path, visit, status, error }) =>
      dispatch({
        type: 'hosted-ended',
        path,
        visit,
        detail: { status, error: error && { ...error }, isWaitedFor: true },
      }),
    { description: 'A run that a task has started has ended.' },
  );
  setHandler(
    defineSignal<[HostedEndedMessage]>(SIGNALS.hostedEnded),
    ({ path, visit, result }) =>
      dispatch({
        type: 'hosted-ended',
        path,
        visit,
        detail: 'output' in result ? { output: result.output } : { failure: { ...result.failure } },
      }),
    { description: 'A foreign activity or workflow has ended.' },
  );
  setHandler(
    defineSignal<[AttemptEndedMessage]>(SIGNALS.attemptEnded),
    ({ path, visit, report }) => dispatch({ type: 'attempt-ended', path, visit, ...report }),
    { description: 'An attempt that runs in a workflow of its own has ended.' },
  );
  setHandler(
    defineSignal<[DependencyEndedMessage]>(SIGNALS.dependencyEnded),
    ({ dependencyId, status }) => dispatch({ type: 'dependency-ended', id: dependencyId, status }),
    { description: 'A task of another run, for which one of this run waits, has ended.' },
  );
  setTaskUpdate<CompleteMessage>(receiver, {
    update: UPDATES.complete,
    name: 'complete',
    description: 'Hands in the result of an external task.',
  });
  setTaskUpdate<DecideMessage>(receiver, {
    update: UPDATES.decide,
    name: 'decide',
    description: 'Approves, rejects, or asks for changes.',
  });
  setUpdateHandler<ControlMessage>(receiver, {
    update: UPDATES.control,
    description: 'Pauses the run, lets it go on, or lets a task run again.',
    reject: (sent) => receiver.rejectControl(sent),
    async take(sent) {
      receiver.dispatch(toControlEvent(sent));
      const rejection = isRepliedTo(sent) ? await receiver.replyTo(sent.id) : null;
      if (rejection) throw toRefusal(rejection);
      await receiver.whenWritten();
    },
  });
  // The last one: what came before that has no handler yet goes to this one at once.
  setDefaultSignalHandler((name: string, ...args: unknown[]) => {
    dispatch({ type: 'plain-signal', name, payload: (args.length > 1 ? args : (args[0] ?? null)) as JsonValue });
  });
}

function setTaskUpdate<Sent extends CompleteMessage | DecideMessage>(
  receiver: Receiver,
  { update, name, description }: { readonly update: string; readonly name: string; readonly description: string },
): void {
  const toMessage = (sent: Sent): AddressedMessage => ({ ...sent, name });
  setUpdateHandler<Sent>(receiver, {
    update,
    description,
    reject: (sent) => receiver.reject(toMessage(sent)),
    take: (sent) => receiver.dispatch({ type: 'message', path: sent.path, message: toMessage(sent) }),
  });
}

function setUpdateHandler<Sent>(
  receiver: Receiver,
  {
    update,
    description,
    reject,
    take,
  }: {
    readonly update: string;
    readonly description: string;
    reject(sent: Sent): Rejection | null;
    take(sent: Sent): Promise<void> | void;
  },
): void {
  const refuse = (sent: Sent): void => {
    const rejection = reject(sent);
    if (rejection) throw toRefusal(rejection);
  };
  const takeWhenReady = async (sent: Sent): Promise<void> => {
    try {
      await receiver.whenReady();
      refuse(sent);
      const taken = take(sent);
      if (taken) await taken;
    } finally {
      receiver.wake();
    }
  };
  setHandler(defineUpdate<void, [Sent]>(update), takeWhenReady, {
    validator: refuse,
    unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON,
    description,
  });
}

function toRefusal({ code, reason }: Rejection): ApplicationFailure {
  return ApplicationFailure.create({ message: reason, type: REFUSED, nonRetryable: true, details: [{ code }] });
}
