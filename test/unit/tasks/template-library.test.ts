import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.js';
import { readBuiltIn } from '../../../src/tasks/authored/built-in-folder.js';
import { checkTemplate } from '../../../src/tasks/templates/check-template.js';
import { loadTemplate } from '../../../src/tasks/templates/load-template.js';
import { draw, find, library } from '../../support/templates.js';

describe('the library', () => {
  it('holds templates that are right', async () => {
    const files = await readBuiltIn('templates');
    for (const { document } of files) library.set(String(document['template_id']), document);
    expect(files.length).toBeGreaterThanOrEqual(16);
    for (const { file, document } of files) {
      expect(file.replace(/\.\w+$/, '')).toBe(document['template_id']);
      checkTemplate(await loadTemplate(document, find));
    }
  });

  it('deploys to one environment after another', async () => {
    const parameters = {
      change_description: 'Kubernetes cluster upgrade to v1.28',
      environments: ['dev', 'staging', 'production'],
      risk_level: 'high',
      maintenance_window: '2025-06-15T02:00:00Z',
    };
    const drawn = await draw(await find('multi_env_deployment_v1'), parameters);
    const root = 'Infrastructure Change: Kubernetes cluster upgrade to v1.28';
    const environment = (name: string, after: readonly string[]) => [
      { title: name, parent: root, after },
      { title: 'Pre-deployment validation', parent: name, after: [] },
      { title: 'Upgrade execution', parent: name, after: ['Pre-deployment validation'] },
      { title: 'Post-deployment testing', parent: name, after: ['Upgrade execution'] },
    ];
    expect(drawn).toEqual([
      { title: root, parent: null, after: [] },
      ...environment('Dev Environment Deployment', []),
      ...environment('Staging Environment Deployment', ['Dev Environment Deployment']),
      ...environment('Production Environment Deployment', ['Staging Environment Deployment']),
    ]);
  });

  it.each<[string, JsonObject, number]>([
    [
      'user_story_breakdown_v1',
      {
        story_title: 'password_reset',
        complexity: 'moderate',
        backend_effort: '6 points',
        frontend_effort: '2 points',
      },
      7,
    ],
    [
      'ecommerce_feature_v1',
      {
        feature_name: 'one_click_checkout',
        business_impact: 'Less abandonment',
        customer_segment: 'b2c',
        revenue_impact: '$2M',
      },
      4,
    ],
    ['release_v1', { version: '1.2.0' }, 9],
    ['hotfix_v1', { bug_title: 'Down' }, 5],
    ['bug_fix_v1', { bug_title: 'Wrong total' }, 4],
    ['etl_pipeline_v1', { pipeline_name: 'Customer Analytics', data_sources: ['orders', 'customers'] }, 6],
    ['testing_strategy_v1', { feature_under_test: 'payment_processing_v2' }, 5],
    ['sprint_v1', { sprint_number: 23, stories: ['Reset'] }, 5],
    ['feature_flag_rollout_v1', { feature_name: 'Search', feature_flag: 'advanced_search_v2' }, 6],
    ['security_incident_v1', { incident_title: 'Breach' }, 7],
    ['maintenance_window_v1', { maintenance_title: 'Q2' }, 6],
    ['system_integration_v1', { system: 'GitHub' }, 7],
    ['research_v1', { question: 'Which?' }, 6],
    ['documentation_v1', { subject: 'API' }, 6],
    ['feature_development_v1', { feature_name: 'Chat' }, 7],
  ])('makes tasks of %s', async (templateId, parameters, count) => {
    expect(await draw(await find(templateId), parameters)).toHaveLength(count);
  });
});
