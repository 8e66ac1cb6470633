/**
 * For a worker with kinds of its own: the module that `workflowsPath` names registers their orchestrators and has
 * `workflow` as its default export. It runs in Temporal's sandbox, as all that it imports.
 */
export type { Failure, Settlement } from '../domain/outcome.js';
export type { OutputSource } from '../domain/output-source.js';
export type { PlannedNeed, TaskPlan } from '../domain/plan.js';
export { registerOrchestrator, type AnyOrchestrator } from '../factory/orchestrators.js';
export type {
  ActionHost,
  AttemptOutcome,
  Change,
  ChildCounts,
  Command,
  Decision,
  Orchestrator,
  RecordedEvent,
  Refusal,
  SignalHandler,
  TaskMessage,
  TaskView,
} from '../orchestrators/orchestrator.js';
export { default as workflow } from './index.js';
