export { defineAction, type Action, type ActionContext } from './actions/action.js';
export {
  createSecretSource,
  type Secrets,
  type SecretSource,
  type SecretSourceOptions,
} from './actions/secret-source.js';
export type { Masker } from './actions/masker.js';
export {
  parseMcpServers,
  type HttpMcpServer,
  type McpServerConfig,
  type McpServers,
  type StdioMcpServer,
} from './actions/mcp/mcp-servers.js';
export type { Complete, Decide, Receipt } from './client/answer-task.js';
export type { ControlRun } from './client/control-run.js';
export { createClient, type ClientOptions, type TaskwrightClient } from './client/create-client.js';
export type { DefinitionSchedules, ScheduleView } from './client/definition-schedules.js';
export type { DefinitionView, FoundDefinition, PushedDefinition } from './client/definitions.js';
export type { DefinitionRef } from './client/definition-ref.js';
export type { EndRun } from './client/end-run.js';
export type { FoundTask } from './client/find-task.js';
export type { Follow, RunSnapshot } from './client/follow-run.js';
export type { GatewayAddress } from './client/gateway/connection.js';
export { createGatewayClient, type GatewayClient, type Unsigned } from './client/gateway/gateway-client.js';
export type { GatewayTasks } from './client/gateway/gateway-tasks.js';
export type { OpenApproval } from './client/list-approvals.js';
export type { AuditEntry, AuditQuery } from './client/list-audit.js';
export type { EventQuery, EventView } from './client/list-events.js';
export type { WaitingTask } from './client/list-waiting.js';
export type { OutlinedNeed, TaskOutline } from './client/read-outline.js';
export type { RunPage, RunQuery } from './client/read-run.js';
export type { RerunTask } from './client/restart-run.js';
export type { RunSummary, RunView, TaskView } from './client/run-view.js';
export type { SendSignal, SentSignal, SignalByCorrelation } from './client/send-signal.js';
export type { StartedRun, StartRun } from './client/start-run.js';
export type { AuditReport, BrokenAudit } from './client/verify-audit.js';
export { defineWorkflow, type AuthoredBuiltInTask, type AuthoredDefinition } from './definitions/define-workflow.js';
export type { DefinitionKinds } from './definitions/definition-kind.js';
export type { AuthoredHead } from './definitions/head-schema.js';
export type { KnownAction } from './definitions/known-actions.js';
export { loadDefinitionFile, type LoadOptions } from './definitions/load-definition-file.js';
export {
  createDefinitionParser,
  parseDefinition,
  parseDefinitionObject,
  type DefinitionParser,
  type DefinitionParserOptions,
  type DefinitionResult,
  type ParsedDefinition,
  type ParseOptions,
} from './definitions/parse-definition.js';
export type { Problem } from './definitions/problem.js';
export type { Actor } from './domain/actor.js';
export type { ApprovalRule, ApprovalWord, DecisionWord, ShownDecision, ShownDelegation } from './domain/approval.js';
export type { Definition, Need, NeedType, TaskDefinition } from './domain/definition.js';
export {
  ERROR_CODES,
  TaskwrightError,
  type ErrorCode,
  type ErrorRecord,
  type ErrorTraits,
  type TaskwrightErrorOptions,
} from './domain/errors.js';
export type { JsonObject, JsonValue } from './domain/json.js';
export type { EndReason, RunStatus, TaskStatus } from './domain/status.js';
export type { WaitingFor, WaitingForApproval } from './domain/waiting.js';
export type { AuthoredAggregateTask } from './orchestrators/aggregate/schema.js';
export type { ActionRules } from './orchestrators/basic/check.js';
export type { AuthoredBasicTask } from './orchestrators/basic/schema.js';
export type { AuthoredKinds, AuthoredListedTask, AuthoredTask } from './orchestrators/child-task.js';
export type { AuthoredCollectionTask } from './orchestrators/collection/schema.js';
export type { AuthoredCompositeTask } from './orchestrators/composite/schema.js';
export type { AuthoredParallelTask } from './orchestrators/parallel/schema.js';
export type { AuthoredRouterTask } from './orchestrators/router/schema.js';
export type { AuthoredSignalTask } from './orchestrators/signal/schema.js';
export type { AuthoredWaitTask } from './orchestrators/wait/schema.js';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from './store/postgres-store.js';
export { migrate, readSchemaState, type SchemaState } from './store/postgres/migrate.js';
export type { EventRecord, Store, TaskRecord } from './store/store.js';
export { createWorker, type TaskwrightWorker, type WorkerOptions } from './worker/create-worker.js';
export { createTasks, type TasksClient, type TasksOptions, type TaskVerb } from './tasks/create-tasks.js';
export {
  createTemporalRuns,
  type MessageWithId,
  type NewWorkflow,
  type TemporalRuns,
  type TemporalRunsOptions,
  type WorkflowEnd,
  type WorkflowState,
} from './client/temporal-runs.js';
