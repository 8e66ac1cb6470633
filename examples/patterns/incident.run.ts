import assert from 'node:assert/strict';
import { defineExample } from '../support/example.js';
import { handIn, statusesOf } from '../support/hand-in.js';

export const example = defineExample(import.meta.url, {
  title: 'pattern 4: an incident that is worked on at once, and whose time runs',
  async play({ tasks, say }) {
    await tasks.create({
      task_id: 'sec_incident_001',
      task_type: 'security_incident',
      attributes: {
        title: 'CRITICAL: Potential Data Breach Detected',
        severity: 'critical',
        incident_id: 'SEC-2025-0603-001',
        affected_systems: ['user_database', 'auth_service'],
        incident_commander: 'security_team_lead',
        stakeholders: ['ciso', 'cto', 'legal_team'],
      },
      lifecycle_stage: 'active',
    });
    const contain = await tasks.create({
      task_id: 'contain',
      task_type: 'incident_response_task',
      parent_task_id: 'sec_incident_001',
      attributes: {
        title: 'Immediate Containment',
        sla: '15 minutes',
        actions: ['Isolate affected systems', 'Revoke potentially compromised credentials'],
      },
    });
    say('due', contain['due_date'] ?? null);
    const minutes = Math.round(
      (Date.parse(String(contain['due_date'])) - Date.parse(String(contain['created_at']))) / 60_000,
    );
    assert.equal(minutes, 15);
    assert.deepEqual(await statusesOf(tasks, {}), { sec_incident_001: 'in_progress', contain: 'pending' });
    await handIn(tasks, ['contain', 'sec_incident_001']);
    assert.deepEqual(await statusesOf(tasks, {}), { sec_incident_001: 'completed', contain: 'completed' });
  },
});
