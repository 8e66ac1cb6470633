import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  /** Aborted by the first signal; the second one ends the process at once. */
  readonly signal: AbortSignal;
  /** 130 after Ctrl-C, 143 when the process was asked to end. */
  exitCode(): number;
  /** The process ends by signals again. */
  dispose(): void;
}

/** Takes Ctrl-C and its kin, so that a command can end in order. */
export function catchInterrupt(host: NodeJS.Process = process): Interrupt {
  const controller = new AbortController();
  let received: NodeJS.Signals | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (received !== null) host.exit(toExitCode(name));
    received = name;
    controller.abort(new DOMException(`Interrupted by ${name}.`, 'AbortError'));
  };
  for (const name of SIGNALS) host.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => toExitCode(received ?? 'SIGINT'),
    dispose() {
      for (const name of SIGNALS) host.off(name, onSignal);
    },
  };
}

function toExitCode(name: NodeJS.Signals): number {
  return 128 + constants.signals[name];
}

/** Answers when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
