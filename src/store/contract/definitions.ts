export interface DefinitionRecord {
  readonly workspace: string;
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the body, hex. */
  readonly hash: string;
  /** The parsed definition as JSON text, byte for byte what was hashed. */
  readonly body: string;
  readonly createdAt: number;
}

export interface DefinitionStore {
  /** Keeps a body under its hash, for runs. Repeating it is harmless. */
  pin(body: { readonly hash: string; readonly body: string }): Promise<void>;
  /** Null when no such body was pinned. */
  readPinned(hash: string): Promise<string | null>;
  /** Keeps a definition under id and version. Throws conflict when another body stands there. `isNew` is false for a repeat. */
  push(definition: Omit<DefinitionRecord, 'createdAt'>): Promise<{ readonly isNew: boolean }>;
  /** The version asked for, else the highest by semantic versioning; null when there is none. */
  find(workspace: string, id: string, version?: string): Promise<DefinitionRecord | null>;
  /** By id, highest version first. */
  list(workspace: string): Promise<readonly Omit<DefinitionRecord, 'body'>[]>;
}
