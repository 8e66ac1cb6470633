/**
 * What the dev server is told, and why. It comes with limits meant to protect a shared cluster; here one user has one
 * server, and every limit that is met is only a wait. Values are JSON, as the server's CLI wants them.
 */
const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  // Its one shard looks for new work 20 times a second at most: 50 ms on every workflow task, activity and timer.
  'history.transferProcessorMaxPollRPS': '100000',
  'history.timerProcessorMaxPollRPS': '100000',
  'history.visibilityProcessorMaxPollRPS': '100000',
  'history.outboundProcessorMaxPollRPS': '100000',
  // It looks that far ahead, and a timer that is due sooner waits until then: with the default, a second for any timer.
  'history.timerProcessorMaxTimeShift': '"10ms"',
  // The worker that completes a workflow task gets its activities in the same answer.
  'system.enableActivityEagerExecution': 'true',
  // The same workflow id may start again at once; else a second is added to tests and to reruns.
  'history.workflowIdReuseMinimalInterval': '"0s"',
  // Requests a second, of all namespaces and of one; wide collections exceed 2,400.
  'frontend.rps': '100000',
  'frontend.namespaceRPS': '100000',
  'frontend.namespaceRPS.visibility': '1000',
  'history.rps': '100000',
  'matching.rps': '100000',
  // Queries of the store a second, which the requests above turn into.
  'frontend.persistenceMaxQPS': '100000',
  'history.persistenceMaxQPS': '100000',
  'matching.persistenceMaxQPS': '100000',
  // Pollers and waiting updates that may hang on the server at once.
  'frontend.namespaceCount': '10000',
  // One partition a queue: no forwarding between four of them, which a single small server only pays for.
  'matching.numTaskqueueReadPartitions': '1',
  'matching.numTaskqueueWritePartitions': '1',
};

/** Crash-safe against a killed process; a power cut may lose the last moments, never the file. */
const SQLITE_PRAGMAS: Readonly<Record<string, string>> = {
  // Readers and the writer do not wait for each other.
  journal_mode: 'wal',
  // One sync a checkpoint and not one a transaction.
  synchronous: 'normal',
};

export interface TemporalPorts {
  readonly temporal: number;
  readonly ui: number;
  readonly metrics: number;
}

export function toTemporalArguments(options: { ports: TemporalPorts; databaseFile: string }): string[] {
  const { ports, databaseFile } = options;
  const { temporal, ui, metrics } = ports;
  return [
    ['server', 'start-dev'],
    ['--ip', '127.0.0.1', '--port', String(temporal)],
    ['--ui-ip', '127.0.0.1', '--ui-port', String(ui)],
    ['--metrics-port', String(metrics)],
    toDatabaseArguments(databaseFile),
    ...Object.entries(SQLITE_PRAGMAS).map(([name, value]) => ['--sqlite-pragma', `${name}=${value}`]),
    ...Object.entries(DYNAMIC_CONFIG).map(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
  ].flat();
}

export function toDatabaseArguments(databaseFile: string): string[] {
  return ['--db-filename', databaseFile];
}
