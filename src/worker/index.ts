export {
  parseMcpServers,
  type HttpMcpServer,
  type McpServerConfig,
  type McpServers,
  type StdioMcpServer,
} from '../actions/mcp/mcp-servers.js';
export { createSecretSource, type SecretSource, type SecretSourceOptions } from '../actions/secret-source.js';
export type { CheckContext, DefinitionKind, LocatedProblem } from '../definitions/definition-kind.js';
export type { SchemaDefect } from '../definitions/json-schema.js';
export type { KnownActions } from '../definitions/known-actions.js';
export { defineKind, type KindDefinition, type TaskOf } from '../factory/define-kind.js';
export type { CustomKind } from '../factory/kinds.js';
export {
  condition,
  duration,
  expression,
  idText,
  jsonValue,
  label,
  templateText,
} from '../orchestrators/authored-values.js';
export { childTask, childTasks, childTaskOrTasks } from '../orchestrators/child-task.js';
export type {
  Answer,
  AuthorClock,
  ChildPart,
  CreatedState,
  EvaluateOptions,
  ExecuteContext,
  ExpressionPart,
  FieldPath,
  JudgedOffer,
  KindPlan,
  OfferedSignal,
  Question,
  RetryRule,
  SignalAccess,
  StateContext,
  TaskKind,
  TaskParts,
} from '../orchestrators/kind.js';
export { basePartsOf, bareExpression, ITEM_SEGMENT, listedParts, templateValue } from '../orchestrators/task-parts.js';
export { parseChannelFile, type Channel, type ChannelFile, type Rule } from '../notifications/channels/channel-file.js';
export type { Happening } from '../notifications/happening.js';
export type { Hook } from '../notifications/hooks.js';
export { createSchedules, type Schedules, type SchedulesOptions } from '../schedules/create-schedules.js';
export type { Schedule, ScheduleSpec, ScheduleSubject } from '../schedules/schedule.js';
export type { WantedSchedule } from '../schedules/schedule-rows.js';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from '../store/postgres-store.js';
export { migrate } from '../store/postgres/migrate.js';
export { createWorker, type TaskwrightWorker, type WorkerOptions } from './create-worker.js';
