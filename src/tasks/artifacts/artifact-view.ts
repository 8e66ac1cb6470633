import type { JsonObject } from '../../domain/json.js';
import type { Artifact } from './artifact.js';

export function toArtifactReference({ id, type, name, filePath, size }: Artifact): JsonObject {
  return { id, type, path: filePath ?? `artifact://${id}`, name, size };
}

export function toArtifactView(artifact: Artifact): JsonObject {
  return {
    artifact_id: artifact.id,
    task_id: artifact.taskId,
    name: artifact.name,
    artifact_type: artifact.type,
    media_type: artifact.mediaType,
    version: artifact.version,
    previous_id: artifact.previousId,
    file_path: artifact.filePath,
    size: artifact.size,
    sha256: artifact.sha256,
    created_by: artifact.createdBy,
    created_at: new Date(artifact.createdAt).toISOString(),
  };
}
