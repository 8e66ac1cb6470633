import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { parseChannelFile } from '../../../src/notifications/channels/channel-file.js';
import { signBody } from '../../../src/notifications/channels/sign.js';
import { toHeadline, toLines, toSlackMessage } from '../../../src/notifications/channels/to-words.js';
import { chooseChannels } from '../../../src/notifications/choose-channels.js';
import { aHappening } from './builders.js';

const FILE = parseChannelFile(`
channels:
  ops: { kind: slack, url: "\${{ secrets.SLACK }}" }
  ci: { kind: webhook, url: https://ci.example.com/hook, secret: CI, workspaces: [team-a] }
  mail: { kind: email, host: smtp.example.com, from: flows@example.com, to: [ops@example.com] }
  "#dev": { kind: log }
rules:
  - { on: approval.*, channels: [ops, mail], definitions: [release], when: 'event.approval.roles.exists(r, r == "cto")' }
  - { on: [run.failed, approval.waiting], channels: [ops, ci] }
contacts: mail
`);

const namesOf = (...args: Parameters<typeof aHappening>) =>
  chooseChannels(FILE, aHappening(...args)).map(({ channel, address, refusal }) => [channel, address, refusal]);

describe('whom to tell', () => {
  it('is said by all rules that fit, each channel once', () => {
    expect(namesOf()).toEqual([
      ['ops', null, null],
      ['mail', null, null],
    ]);
    expect(namesOf({ definition: 'other', workspace: 'team-a' })).toEqual([
      ['ops', null, null],
      ['ci', null, null],
    ]);
    expect(namesOf({ event: 'task.failed' })).toEqual([]);
  });

  it('is nobody by a condition that cannot be evaluated', () => {
    expect(namesOf({ event: 'approval.reminded', approval: null })).toEqual([]);
  });

  it('is whom a change of the lifecycle names, with a word where there is no such channel', () => {
    expect(namesOf({ event: 'channels.notified', channels: ['#dev', '#nobody', 'ci'] })).toEqual([
      ['#dev', null, null],
      ['#nobody', null, 'There is no channel "#nobody".'],
      ['ci', null, 'There is no channel "ci".'],
    ]);
  });

  it('is the contacts of what is overdue: channels, and addresses of mail', () => {
    expect(namesOf({ event: 'task.overdue', contacts: ['#dev', 'ann@example.com', 'bob'] })).toEqual([
      ['#dev', null, null],
      ['mail', 'ann@example.com', null],
    ]);
  });

  it('has the same delivery id each time', () => {
    expect(chooseChannels(FILE, aHappening())).toEqual(chooseChannels(FILE, aHappening()));
    const [one, other] = chooseChannels(FILE, aHappening());
    expect(one?.id).not.toBe(other?.id);
  });
});

test.each([
  ['nothing', '', 'the file: must be'],
  [
    'an unknown kind',
    'channels: { a: { kind: fax } }',
    'channels.a.kind: must have a "kind": webhook, slack, email or log',
  ],
  ['an unknown key', 'channels: { a: { kind: log, colour: red } }', 'channels.a: Unrecognized key: "colour"'],
  [
    'a rule without its channel',
    'channels: {}\nrules: [{ on: run.failed, channels: [a] }]',
    'rules.0.channels: there is no channel "a"',
  ],
  [
    'an event that is none',
    'channels: {}\nrules: [{ on: failed, channels: [a] }]',
    'must be an event such as approval.waiting, run.* or *',
  ],
  [
    'a condition that cannot be read',
    'channels: { a: { kind: log } }\nrules: [{ on: "*", channels: [a], when: "a = 1" }]',
    'rules.0.when:',
  ],
  [
    'contacts by another kind',
    'channels: { a: { kind: log } }\ncontacts: a',
    'contacts: must be a channel of the kind email',
  ],
  [
    'another expression',
    'channels: { a: { kind: slack, url: "https://x/${{ input.a }}" } }',
    'may hold ${{ secrets.NAME }} and no other expression',
  ],
  ['what is no YAML', 'a: [', 'The file of channels is not YAML'],
])('a file of channels with %s is refused', (_, text, message) => {
  expect(() => parseChannelFile(text)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(message) }),
  );
});

test('a body is signed with the time', () => {
  const expected = createHmac('sha256', 'secret').update('1700000000.{}').digest('hex');
  expect(signBody('{}', { secret: 'secret', now: 1_700_000_000_500 })).toBe(`t=1700000000,v1=${expected}`);
});

describe('in words', () => {
  it('says what is needed, and where it is decided', () => {
    expect([toHeadline(aHappening()), ...toLines(aHappening())]).toEqual([
      'Approval needed: Go live?',
      'Run release-1 of release 1.2.0, task /approve',
      'Needed: one of cto',
      'https://flows.example.com/approvals/t1',
    ]);
  });

  it('says who decided, and why something failed', () => {
    const decided = aHappening({
      event: 'approval.decided',
      status: 'failed',
      actor: 'ann',
      approval: null,
      reason: 'Too\nlate.',
    });
    expect([toHeadline(decided), toLines(decided)[1]]).toEqual([
      'Decided: Go live? (rejected by ann)',
      'Reason: Too late.',
    ]);
    const failed = aHappening({
      event: 'run.failed',
      approval: null,
      link: null,
      error: { code: 'task_failed', message: 'No.' },
    });
    expect([toHeadline(failed), ...toLines(failed)]).toEqual([
      'Run failed: release, release-1',
      'Run release-1 of release 1.2.0',
      'task_failed: No.',
    ]);
  });

  it('is a message of Slack that nobody can write markup into', () => {
    expect(toSlackMessage(aHappening({ title: '<!channel> & co' }))).toEqual({
      text: 'Approval needed: &lt;!channel&gt; &amp; co',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '*Approval needed: &lt;!channel&gt; &amp; co*\nRun release-1 of release 1.2.0, task /approve\nNeeded: one of cto',
          },
        },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              text: { type: 'plain_text', text: 'Open' },
              url: 'https://flows.example.com/approvals/t1',
            },
          ],
        },
      ],
    });
  });
});
