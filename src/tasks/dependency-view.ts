import type { JsonObject } from '../domain/json.js';
import type { Gate } from './model/gates.js';
import { toIso } from '../domain/iso-time.js';

/** A dependency as every interface shows it. `status` is its prerequisite's; null where that does not exist any more. */
export function toDependencyView({ dependency, prerequisite, isSatisfied, reason }: Gate): JsonObject {
  return {
    dependency_task_id: dependency.prerequisiteId,
    dependency_type: dependency.type,
    is_mandatory: dependency.isMandatory,
    description: dependency.description,
    criticality: dependency.criticality,
    output: dependency.output,
    input_parameter_name: dependency.inputName,
    roles: dependency.roles,
    users: dependency.users,
    quorum: dependency.quorum,
    status: prerequisite?.status ?? null,
    satisfied: isSatisfied,
    reason,
    waived_by: dependency.waivedBy,
    waived_reason: dependency.waivedReason,
    waived_at: toIso(dependency.waivedAt),
  };
}
