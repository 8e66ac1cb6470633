import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import type { Config } from '../../config/read-config.js';
import type { Io } from '../io.js';

const LEVELS: Readonly<Record<Config['logLevel'], LogLevel>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
};

/**
 * Sets the SDK's runtime up, before the first connection: its log goes to stderr, and it leaves signals of the system to
 * the command. Without TASKWRIGHT_LOG_LEVEL only errors are logged.
 */
export function installRuntime(io: Io, { logLevel }: Config): void {
  const isSaid = (io.env['TASKWRIGHT_LOG_LEVEL'] ?? '') !== '';
  const level = isSaid ? LEVELS[logLevel] : 'ERROR';
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger(level, ({ level: entryLevel, message, meta }) => {
      const { error } = meta ?? {};
      const cause = error instanceof Error ? `: ${error.message}` : '';
      io.note(`${entryLevel.toLowerCase()}: ${message}${cause}`);
    }),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: level, other: 'ERROR' }) },
    },
  });
}
