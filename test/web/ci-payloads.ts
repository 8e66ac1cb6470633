/** What GitHub sends when a workflow has ended, with the fields that its documentation shows. */
export function workflowRunOf(sha: string, conclusion: string) {
  return {
    action: 'completed',
    workflow_run: {
      id: 30433642,
      name: 'Build',
      node_id: 'MDEyOldvcmtmbG93IFJ1bjI2OTI4OQ==',
      head_branch: 'main',
      head_sha: sha,
      path: '.github/workflows/build.yml@main',
      run_number: 562,
      event: 'push',
      status: 'completed',
      conclusion,
      workflow_id: 159038,
      url: 'https://api.github.com/repos/octo-org/octo-repo/actions/runs/30433642',
      html_url: 'https://github.com/octo-org/octo-repo/actions/runs/30433642',
      pull_requests: [],
      created_at: '2026-05-01T19:33:08Z',
      updated_at: '2026-05-01T19:39:08Z',
      run_attempt: 1,
      run_started_at: '2026-05-01T19:33:08Z',
      head_commit: { id: sha, message: 'Größe: 1 → 2 ✓', author: { name: 'Octo Cat', email: 'octocat@github.com' } },
    },
    workflow: { id: 159038, name: 'Build', path: '.github/workflows/build.yml', state: 'active' },
    repository: { id: 17273051, name: 'octo-repo', full_name: 'octo-org/octo-repo', private: true },
    organization: { login: 'octo-org', id: 6811672 },
    sender: { login: 'octocat', id: 583231, type: 'User' },
  };
}

/** What GitLab sends when a pipeline has changed, with the fields that its documentation shows. */
export function pipelineOf(sha: string, status: string) {
  return {
    object_kind: 'pipeline',
    object_attributes: {
      id: 31,
      iid: 3,
      name: 'Pipeline for branch: main',
      ref: 'main',
      tag: false,
      sha,
      before_sha: 'bcbb5ec396a2c0f828686f14fac9b80b780504f2',
      source: 'push',
      status,
      detailed_status: status,
      stages: ['build', 'test'],
      created_at: '2026-05-01 15:23:28 UTC',
      finished_at: status === 'running' ? null : '2026-05-01 15:26:29 UTC',
      duration: status === 'running' ? null : 63,
      variables: [{ key: 'NESTED', value: 'false' }],
      url: 'https://gitlab.example.com/gitlab-org/gitlab-test/-/pipelines/31',
    },
    merge_request: null,
    user: { id: 1, name: 'Administrator', username: 'root', email: 'user@gitlab.com' },
    project: { id: 1, name: 'Gitlab Test', path_with_namespace: 'gitlab-org/gitlab-test', default_branch: 'main' },
    commit: { id: sha, message: 'test\n', timestamp: '2026-05-01T17:23:11+02:00', author: { name: 'User' } },
    builds: [
      { id: 380, stage: 'build', name: 'build', status, when: 'on_success', manual: false, allow_failure: false },
    ],
  };
}
