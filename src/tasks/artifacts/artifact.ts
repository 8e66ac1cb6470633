export const ARTIFACT_TYPES = [
  'code',
  'documentation',
  'analysis',
  'design',
  'test',
  'config',
  'data',
  'general',
] as const;

export type ArtifactType = (typeof ARTIFACT_TYPES)[number];

export const MAX_ARTIFACT_BYTES = 64 * 1024 * 1024;

/** Work that was handed in; its content is read back by id, byte for byte. */
export interface Artifact {
  readonly id: string;
  readonly taskId: string;
  readonly name: string;
  readonly type: ArtifactType;
  readonly mediaType: string;
  /** From 1, one for each time this name was handed in. */
  readonly version: number;
  readonly previousId: string | null;
  /** Of a reference, which has no content here: the file lies on the machine of whoever handed it in. */
  readonly filePath: string | null;
  /** In bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly createdBy: string;
  readonly createdAt: number;
}
