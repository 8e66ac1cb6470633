import { toArtifactView } from '../../tasks/artifacts/artifact-view.js';
import { MAX_ARTIFACT_BYTES } from '../../tasks/artifacts/artifact.js';
import { newArtifactInput } from '../../tasks/artifacts/artifact-store.js';
import { listArtifactsInput, readArtifactInput } from '../../tasks/verbs/read-artifacts.js';
import { parseInput } from '../../tasks/inputs/scalars.js';
import { toByteRange } from '../byte-range.js';
import type { Route } from '../route.js';
import { artifactAnswer, artifactsAnswer } from '../task-answers.js';
import { verbRoute } from './verb-route.js';

const tag = 'artifacts';

export const contentRoute: Route = {
  method: 'get',
  path: '/v1/artifacts/{artifact_id}/content',
  tag,
  summary: 'The bytes that were handed in; a Range is answered with 206.',
  scope: 'read',
  status: 200,
  mediaType: '*/*',
  isRepeatable: true,
  async answer({ tasks, params, header }) {
    const artifactId = params['artifact_id'] ?? '';
    const { artifact, content: whole } = await tasks.artifacts.open(artifactId);
    const { size } = artifact;
    const range = toByteRange(header('range'), size);
    if (range === 'unsatisfiable') {
      return { body: new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } }) };
    }
    const content = range === null ? whole : (await tasks.artifacts.open(artifactId, range)).content;
    const headers = {
      'Content-Type': artifact.mediaType,
      'Content-Length': String(range?.length ?? size),
      'Accept-Ranges': 'bytes',
      ...(range && { 'Content-Range': `bytes ${range.offset}-${range.offset + range.length - 1}/${size}` }),
      // Never a page of ours, whatever somebody has handed in.
      'Content-Disposition': 'attachment',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      ETag: `"${artifact.sha256}"`,
    };
    return { body: new Response(ReadableStream.from(content), { status: range === null ? 200 : 206, headers }) };
  },
};

export const artifactRoutes: readonly Route[] = [
  verbRoute({
    method: 'get',
    path: '/v1/tasks/{task_id}/artifacts',
    tag,
    summary: 'What was handed in for a task, every version, oldest first.',
    scope: 'read',
    answers: artifactsAnswer,
    query: listArtifactsInput.omit({ task_id: true }),
    verb: (tasks, input) => tasks.listArtifacts(input),
  }),
  {
    method: 'post',
    path: '/v1/tasks/{task_id}/artifacts',
    tag,
    summary: 'Hand a file in: the body is kept byte for byte. A new version where the task has one of that name.',
    scope: 'work',
    answers: artifactAnswer,
    status: 201,
    isRepeatable: true,
    maxBodyBytes: MAX_ARTIFACT_BYTES,
    takesBytes: true,
    query: newArtifactInput.omit({ task_id: true, media_type: true }),
    async answer({ tasks, params, header }, { query, body }) {
      const given = { ...parseInput(newArtifactInput.omit({ task_id: true }), query), ...params };
      const mediaType = header('content-type');
      const content = body instanceof Uint8Array ? body : new Uint8Array();
      const input = { ...given, ...(mediaType !== undefined && { media_type: mediaType }) };
      return { body: toArtifactView(await tasks.artifacts.add(input, content)) };
    },
  },
  verbRoute({
    method: 'get',
    path: '/v1/artifacts/{artifact_id}',
    tag,
    summary: 'What an artifact is, with its content as text or base64.',
    scope: 'read',
    answers: artifactAnswer,
    query: readArtifactInput.omit({ artifact_id: true }),
    verb: (tasks, input) => tasks.readArtifact(input),
  }),
  contentRoute,
];
