import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 7: a template of your own for one domain',
  async play({ tasks, say }) {
    await tasks.createTemplate({
      overwrite: true,
      template: {
        template_id: 'shop_feature_v1',
        name: 'E-commerce Feature Development',
        parameters_schema: {
          type: 'object',
          properties: {
            feature_name: { type: 'string' },
            business_impact: { type: 'string' },
            customer_segment: { type: 'string', enum: ['b2b', 'b2c', 'marketplace'] },
            revenue_impact: { type: 'string' },
          },
          required: ['feature_name', 'business_impact'],
        },
        task_structure: {
          root_task: {
            task_type: 'ecommerce_feature',
            attributes: {
              title: 'E-commerce Feature: {feature_name}',
              business_impact: '{business_impact}',
              target_segment: '{customer_segment}',
            },
            children: [
              {
                task_type: 'business_validation',
                attributes: {
                  title: 'Business Case Validation',
                  validation_criteria: ['Market research completed', 'ROI projection validated'],
                },
              },
              {
                task_type: 'technical_design',
                attributes: { title: 'Technical Design & Architecture' },
                dependencies: ['business_validation'],
              },
              {
                task_type: 'implementation_phase',
                attributes: { title: 'Feature Implementation' },
                dependencies: ['technical_design'],
              },
            ],
          },
        },
      },
    });
    const { root_task_id: root } = await tasks.createFromTemplate({
      template_id: 'shop_feature_v1',
      parameters: {
        feature_name: 'one_click_checkout',
        business_impact: 'Reduce cart abandonment by 25%',
        customer_segment: 'b2c',
        revenue_impact: '$2M annual increase',
      },
    });
    const feature = await tasks.get({ task_id: String(root) });
    say('attributes', feature['attributes']);
    assert.deepEqual(feature['attributes'], {
      title: 'E-commerce Feature: one_click_checkout',
      business_impact: 'Reduce cart abandonment by 25%',
      target_segment: 'b2c',
    });
    const { execution_order: order } = await tasks.analyzeDependencies({ root_task_id: String(root) });
    assert.ok(Array.isArray(order) && order.length === 3);
    await handIn(tasks, order.flat().map(String));
    assert.deepEqual(
      new Set(Object.values(await statusesOf(tasks, { parent_task_id: String(root) }))),
      new Set(['completed']),
    );
  },
});
