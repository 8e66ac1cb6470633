import { isJsonObject, type JsonObject, type JsonValue } from '../../../domain/json.js';
import type { GatewayTasks } from '../../../client/gateway/gateway-tasks.js';
import { parsePairs } from './to-fields.js';

export const PARAMETER_OPTION = [
  '-p, --parameter <key=value>',
  'a parameter; the value is read as JSON, else as a string',
] as const;

/** Of a template. What its schema calls a string stays one, such as the version 1.2. Throws invalid_input, not_found. */
export async function readParameters(
  tasks: Pick<GatewayTasks, 'getTemplate'>,
  templateId: unknown,
  pairs: unknown,
): Promise<JsonObject | undefined> {
  const { parameters } = await tasks.getTemplate({ template_id: templateId });
  return parsePairs('--parameter', pairs, (key) => isTextParameter(parameters, key));
}

function isTextParameter(parameters: JsonValue | undefined, key: string): boolean {
  if (!Array.isArray(parameters)) return false;
  return parameters.some((one) => isJsonObject(one) && one['name'] === key && one['type'] === 'string');
}
