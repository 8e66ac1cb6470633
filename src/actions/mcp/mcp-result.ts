import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject, toJson, type JsonValue } from '../../domain/json.js';

/**
 * What a tool has returned, as an output: its structured content; else its text, parsed where it is the text of a JSON object
 * or list; else its content as it came. Null where there is none.
 */
export function toToolOutput({ structuredContent, content }: CallToolResult): JsonValue {
  if (structuredContent !== undefined) return toJson(structuredContent);
  const [first, ...others] = content;
  if (first === undefined) return null;
  return first.type === 'text' && others.length === 0 ? parseText(first.text) : toJson(content);
}

/** What a tool says that has failed. */
export function toFailureText({ structuredContent, content }: CallToolResult): string {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  if (texts.length > 0) return texts.join('\n');
  return structuredContent === undefined ? '' : JSON.stringify(structuredContent);
}

/** A tool without structured content has no other way to return an object. */
function parseText(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) || Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}
