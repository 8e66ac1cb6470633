import { describe, expect, it } from 'vitest';
import { renderApprovalsPage } from '../../../../src/http/pages/approvals-page.js';
import type { DecisionView } from '../../../../src/http/pages/decision.js';
import { renderDecisionPage } from '../../../../src/http/pages/decision-page.js';
import { layOut } from '../../../../src/http/pages/graph-layout.js';
import { renderGraph } from '../../../../src/http/pages/run-graph.js';
import { toOwnPath } from '../../../../src/http/pages/sign-in-page.js';
import { toViewer } from '../../../../src/http/pages/viewer.js';

const EVIL = `"><script>alert('1')</script>`;
const viewer = toViewer({ name: EVIL, workspace: 'default', formToken: 'f', isUsualWorkspace: true });

const task: DecisionView = {
  ...{ taskId: 't1', runId: 'r1', path: '/a', title: EVIL, description: EVIL, type: EVIL, status: 'waiting' },
  ...{ since: null, deadlineAt: null, attributes: { [EVIL]: EVIL }, criteria: EVIL, output: { x: EVIL }, error: EVIL },
  ...{ stillNeeded: EVIL, isForViewer: true, ownWord: EVIL },
  decisions: [{ by: EVIL, decision: EVIL, comment: EVIL, at: '2026-01-02T03:04:05.000Z' }],
  dependencies: [{ taskId: EVIL, title: EVIL, type: EVIL, status: 'completed', output: EVIL }],
  artifacts: [{ id: EVIL, name: EVIL, version: 1, size: 1, createdBy: EVIL, taskId: EVIL }],
};

describe('a page', () => {
  it('shows what people have written as text, wherever it stands', async () => {
    const page = { view: task, viewer, maySay: true, requestId: EVIL, comment: EVIL };
    const approval = { taskId: EVIL, runId: EVIL, path: EVIL, title: EVIL, since: null, deadlineAt: null };
    const shown = [
      renderDecisionPage({ ...page, message: { isProblem: true, text: EVIL } }),
      renderApprovalsPage({
        approvals: [{ ...approval, stillNeeded: EVIL, decisions: [{ by: EVIL, decision: 'x' }], isForViewer: true }],
        viewer,
      }),
      renderGraph([{ id: EVIL, parentId: null, title: EVIL, status: 'failed' }], []),
    ];
    for (const html of shown) {
      const text = String(await html);
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toMatch(/<script>alert|"><script|\son\w+=|\sstyle=/);
    }
  });

  it('has a form only for who may decide, while something waits for a decision', async () => {
    const render = (view: DecisionView, maySay: boolean) =>
      Promise.resolve(renderDecisionPage({ view, viewer, maySay, requestId: 'q', message: null, comment: '' }));
    expect(String(await render(task, true))).toContain('name="decision"');
    expect(String(await render(task, false))).not.toContain('name="decision"');
    expect(String(await render({ ...task, stillNeeded: null }, true))).not.toContain('name="decision"');
  });

  it('leads nobody elsewhere after signing in', () => {
    const elsewhere = ['//evil.example', '/\\evil.example', 'https://evil.example', '/a b', '/sign-out', '', null];
    expect(elsewhere.map(toOwnPath)).toEqual(elsewhere.map(() => '/approvals'));
    expect(toOwnPath('/approvals/t1?workspace=a')).toBe('/approvals/t1?workspace=a');
  });
});

describe('the picture of a run', () => {
  const named = (id: string, parentId: string | null = null) => ({ id, parentId, title: id, status: 'pending' });

  it('has each task behind all that it waits for, also through containers', () => {
    const tasks = [named('a'), named('b'), named('box'), named('c', 'box'), named('d', 'box'), named('e')];
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'box' },
      { from: 'c', to: 'd' },
      { from: 'box', to: 'e' },
    ];
    expect(layOut(tasks, edges)).toEqual({
      tasks: [
        { id: 'a', column: 0, row: 0 },
        { id: 'b', column: 1, row: 0 },
        { id: 'c', column: 2, row: 0 },
        { id: 'd', column: 3, row: 0 },
        { id: 'e', column: 4, row: 0 },
      ],
      lines: [0, 1, 2, 3].map((column) => [
        { column, row: 0 },
        { column: column + 1, row: 0 },
      ]),
      columns: 5,
      rows: 1,
    });
  });

  it('leads a line around the tasks between its ends, and leaves out what other lines say', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
      { from: 'x', to: 'c' },
    ];
    expect(
      layOut(
        ['a', 'x', 'b', 'c'].map((id) => named(id)),
        edges,
      ),
    ).toEqual({
      tasks: [
        { id: 'a', column: 0, row: 0 },
        { id: 'x', column: 0, row: 1 },
        { id: 'b', column: 1, row: 0 },
        { id: 'c', column: 2, row: 0 },
      ],
      lines: expect.arrayContaining([
        [
          { column: 0, row: 1 },
          { column: 1, row: 1 },
          { column: 2, row: 0 },
        ],
      ]),
      columns: 3,
      rows: 2,
    });
    expect(
      layOut(
        ['a', 'x', 'b', 'c'].map((id) => named(id)),
        edges,
      )?.lines,
    ).toHaveLength(3);
  });

  it('is left out where there is too much to be drawn', () => {
    const many = Array.from({ length: 151 }, (_, index) => named(`t${index}`));
    expect(layOut(many, [])).toBeNull();
  });
});
