import { expect, test } from 'vitest';
import { defineWorkflow } from '../../../src/definitions/define-workflow.js';
import { parseDefinition, parseDefinitionObject } from '../../../src/definitions/parse-definition.js';
import { RELEASE } from './example-definitions.js';

const release = defineWorkflow({
  id: 'release',
  version: '1.2.0',
  input: {
    type: 'object',
    required: ['version', 'sha'],
    properties: { version: { type: 'string' }, sha: { type: 'string' } },
  },
  kind: 'parallel',
  tasks: [
    { id: 'qa', action: 'external', specialist: 'tester' },
    {
      id: 'approve',
      kind: 'wait',
      approval: {
        roles: ['product_manager', 'engineering_manager'],
        quorum: 2,
        timeout: '3d',
        on_timeout: 'escalate',
        escalate_to: 'cto',
      },
    },
    {
      id: 'staging',
      needs: ['qa'],
      action: 'http',
      with: { url: 'https://deploy.test/staging', method: 'POST', body: { version: '${{ input.version }}' } },
      retry: { max_attempts: 5 },
    },
    { id: 'ci', kind: 'wait', signal: 'ci-finished', accept: 'signal.payload.sha == input.sha', timeout: '2h' },
    {
      id: 'production',
      needs: ['staging', 'ci', { task: 'approve', type: 'approval' }],
      action: 'http',
      with: { url: 'https://deploy.test/production', method: 'POST' },
    },
  ],
  outputs: { url: '${{ tasks.production.output.body.url }}' },
});

test('gives the same definition as the same text', () => {
  expect(parseDefinitionObject(release)).toEqual(parseDefinition(RELEASE));
});

test('the compiler takes every kind, and refuses what no kind has', () => {
  const accepted = defineWorkflow({
    tasks: [
      {
        id: 'route',
        kind: 'router',
        switch: 'input.env',
        cases: { prod: { action: 'noop' }, dev: [{ id: 'a', action: 'noop' }] },
      },
      {
        id: 'each',
        kind: 'collection',
        items: { from: 1, to: '${{ input.n }}' },
        do: { action: 'noop' },
        quorum: '50%',
        strategy: 'quorum',
      },
      { id: 'sum', kind: 'aggregate', reduce: { op: 'sum', from: 'tasks.each.output' } },
      { id: 'tell', kind: 'signal', signal: 'x', to: { run: 'r' }, on_error: { action: 'noop' } },
      { id: 'poll', repeat: { until: true, max: 3 }, tasks: [] },
    ],
  });
  expect(parseDefinitionObject(accepted).problems).toEqual([]);

  // @ts-expect-error: an unknown key
  const unknownKey = defineWorkflow({ action: 'noop', unknown: 1 });
  // @ts-expect-error: a task in a list without an id
  const noId = defineWorkflow({ tasks: [{ action: 'noop' }] });
  // @ts-expect-error: an unknown strategy, deep inside
  const deep = defineWorkflow({ tasks: [{ id: 'a', kind: 'parallel', strategy: 'all', tasks: [] }] });
  // @ts-expect-error: a duration is a text
  const duration = defineWorkflow({ kind: 'wait', duration: 5 });
  for (const refused of [unknownKey, noId, deep, duration]) {
    expect(parseDefinitionObject(refused).problems).toHaveLength(1);
  }
});
