import type { JsonValue } from './json.js';

/** What a waiting task waits for: shown to people and agents, and looked up by correlation. */
export type WaitingFor =
  | { readonly for: 'signal'; readonly name: string; readonly correlation: string | null }
  | {
      readonly for: 'approval';
      readonly roles: readonly string[];
      readonly users: readonly string[];
      readonly quorum: number;
      /** One sentence. */
      readonly stillNeeded: string;
    }
  | { readonly for: 'time'; readonly until: number }
  | { readonly for: 'external'; readonly specialist: string | null; readonly inputs: JsonValue }
  | { readonly for: 'run'; readonly runId: string };
