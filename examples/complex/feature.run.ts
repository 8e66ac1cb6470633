import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, objectIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'complex 1: an epic of features, one of them with the work of specialists',
  async play({ tasks, say }) {
    const feature = { task_type: 'feature', parent_task_id: 'epic_real_time_chat' };
    const work = { task_type: 'specialist_task', parent_task_id: 'feature_message_system' };
    const after = (id: string, description?: string) => ({
      dependency_task_id: id,
      dependency_type: 'completion',
      ...(description && { description }),
    });
    const { tasks: made } = await tasks.batchCreate({
      tasks: [
        {
          task_id: 'epic_real_time_chat',
          task_type: 'epic',
          attributes: {
            title: 'Real-time Chat System',
            description: 'Add real-time messaging capabilities to the platform',
            business_value: 'Increase user engagement and retention',
            priority: 'high',
            estimated_duration: '6 weeks',
            stakeholders: ['product_team', 'engineering', 'design'],
            success_metrics: ['Message delivery time < 100ms', 'Support for 1000+ concurrent users'],
          },
        },
        {
          ...feature,
          task_id: 'feature_message_system',
          attributes: { title: 'Core Messaging System', estimated_effort: '3 weeks' },
        },
        {
          ...feature,
          task_id: 'feature_user_presence',
          attributes: { title: 'User Presence Indicators', estimated_effort: '1 week' },
        },
        {
          ...feature,
          task_id: 'feature_chat_ui',
          attributes: { title: 'Chat User Interface', estimated_effort: '2 weeks' },
        },
        {
          ...work,
          task_id: 'arch_messaging_system',
          attributes: {
            title: 'Design Messaging Architecture',
            specialist_type: 'architect',
            estimated_effort: '3 days',
            deliverables: ['WebSocket connection architecture', 'Message storage schema design'],
          },
        },
        {
          ...work,
          task_id: 'impl_websocket_server',
          attributes: {
            title: 'Implement WebSocket Server',
            specialist_type: 'implementer',
            estimated_effort: '1 week',
          },
          dependencies: [after('arch_messaging_system', 'Architecture must be complete before implementation')],
        },
        {
          ...work,
          task_id: 'impl_message_storage',
          attributes: {
            title: 'Implement Message Storage',
            specialist_type: 'implementer',
            estimated_effort: '4 days',
          },
          dependencies: [after('arch_messaging_system')],
        },
        {
          ...work,
          task_id: 'test_messaging_system',
          attributes: {
            title: 'Test Messaging System',
            specialist_type: 'tester',
            estimated_effort: '3 days',
            test_scenarios: ['Message delivery under load', 'Connection reliability testing'],
          },
          dependencies: [after('impl_websocket_server'), after('impl_message_storage')],
        },
      ],
    });
    assert.ok(Array.isArray(made) && made.length === 8);
    const analysis = await tasks.analyzeDependencies({ root_task_id: 'feature_message_system' });
    say('analysis', analysis);
    assert.deepEqual(analysis['parallel_groups'], [['impl_websocket_server', 'impl_message_storage']]);
    assert.deepEqual(analysis['estimated_hours'], { sequential: 120, parallel: 88 });

    await assert.rejects(tasks.execute({ task_id: 'impl_websocket_server' }), /waits for "arch_messaging_system"/);
    const claimed = await tasks.execute({ task_id: 'arch_messaging_system' });
    assert.equal(typeof objectIn(claimed['specialist_context'])['role'], 'string');
    await handIn(tasks, ['arch_messaging_system', 'impl_websocket_server', 'impl_message_storage']);
    assert.deepEqual(await statusesOf(tasks, { task_type: 'specialist_task', status: 'pending' }), {
      test_messaging_system: 'pending',
    });
    await handIn(tasks, [
      'test_messaging_system',
      'feature_message_system',
      'feature_user_presence',
      'feature_chat_ui',
    ]);
    await handIn(tasks, ['epic_real_time_chat']);
    assert.deepEqual(new Set(Object.values(await statusesOf(tasks, {}))), new Set(['completed']));
  },
});
