import { PgDialect } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../../src/domain/errors.js';
import { parseFilter } from '../../../../src/tasks/query/filter-parser.js';
import { toFilterSql } from '../../../../src/tasks/query/filter-sql.js';

const NOW = Date.parse('2025-03-31T12:00:00Z');

const toQuery = (source: string) => new PgDialect().sqlToQuery(toFilterSql(source, NOW));

describe('custom_filter', () => {
  it('binds AND closer than OR, and NOT closer than both', () => {
    const team = { is: 'compare', operator: '=', literal: { sort: 'text', value: 'a' } };
    expect(parseFilter("NOT team = 'a' AND team = 'a' OR team = 'a'", NOW)).toEqual({
      is: 'or',
      parts: [
        {
          is: 'and',
          parts: [
            { is: 'not', part: { ...team, field: { path: ['team'], at: 4 } } },
            { ...team, field: { path: ['team'], at: 19 } },
          ],
        },
        { ...team, field: { path: ['team'], at: 33 } },
      ],
    });
  });

  it.each([
    ['NOW()', '2025-03-31T12:00:00.000Z'],
    ['DATE_SUB(NOW(), INTERVAL 2 WEEK)', '2025-03-17T12:00:00.000Z'],
    ['DATE_SUB(NOW(), INTERVAL 36 HOUR)', '2025-03-30T00:00:00.000Z'],
    ['date_sub(now(), interval 1 month)', '2025-02-28T12:00:00.000Z'],
    ['DATE_SUB(DATE_SUB(NOW(), INTERVAL 1 DAY), INTERVAL 1 DAYS)', '2025-03-29T12:00:00.000Z'],
  ])('knows the time %s', (text, at) => {
    expect(parseFilter(`created_at < ${text}`, NOW)).toMatchObject({
      literal: { sort: 'time', value: Date.parse(at) },
    });
  });

  it('binds every value, whatever it holds', () => {
    const query = toQuery(
      "title = 'it''s; drop table x' and attributes.\"my key\".deep >= 3 or attributes.x like '%\"%'",
    );
    expect(query.params).toEqual(["it's; drop table x", ['my key', 'deep'], ['my key', 'deep'], 3, ['x'], '%"%']);
    expect(query.sql).not.toMatch(/drop|my key|deep/);
  });

  it('takes other words for statuses and stages', () => {
    expect(toQuery("status = 'active'").params).toEqual(['in_progress', 'waiting']);
    expect(toQuery("lifecycle_stage in ('draft', 'planned', 'ready')").params).toEqual([
      'created',
      'planning',
      'ready',
    ]);
  });

  it.each([
    ["owner = 'ann'", 'character 1: there is no field "owner"'],
    ["team = 'a' AND  colour IS NULL", 'character 17: there is no field "colour"'],
    ["created_at < 'soon'", 'character 1: "created_at" is compared with a time'],
    ['version > 1.5', 'character 1: "version" is compared with a whole number'],
    ['title = 3', 'character 1: "title" is compared with a text in quotes'],
    ["version LIKE '1%'", 'character 1: "version" is no text: LIKE does not fit it'],
    ["title = 'open", 'character 9: this text has no end'],
    ['title ; x', 'character 7: ";" is not understood'],
    ["title = 'a' team", 'character 13: AND, OR or the end is expected, but "team" stands there'],
    ["(title = 'a'", 'character 13: ")" is expected, but there is nothing more'],
    ['title = NULL', 'character 9: nothing compares with NULL'],
    ['created_at < DATE_SUB(NOW(), INTERVAL 2 YEAR)', 'character 41: DAY, WEEK, MONTH or HOUR is expected'],
    [
      'created_at < DATE_SUB(DATE_SUB(DATE_SUB(DATE_SUB(NOW(), INTERVAL 999999 MONTH), INTERVAL 999999 MONTH), INTERVAL 999999 MONTH), INTERVAL 999999 MONTH)',
      'before all time',
    ],
    [`${'('.repeat(60)}title = 'a'`, 'nested more than 50 deep'],
    [`title LIKE '${'%a'.repeat(11)}'`, 'character 12: a pattern has at most 10 "%"'],
    ['', 'character 1: a field is expected'],
  ])('says where %s is wrong', (source, message) => {
    expect(() => toFilterSql(source, NOW)).toThrow(message);
  });

  it('answers any text with a condition or with invalid_input', () => {
    const piece = fc.constantFrom(
      ...['title', 'attributes.a', '=', '<', "'x'", '"y"', '1', '-2.5', 'and', 'or', 'not', 'in', '(', ')', ','],
      ...['like', 'is', 'null', 'now', '()', 'date_sub', 'interval', 'day', '.', "'", '\\', '$1'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 20 }), (pieces) => {
        try {
          toQuery(pieces.join(' '));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TaskwrightError);
          expect(thrown).toMatchObject({ code: 'invalid_input' });
        }
      }),
    );
  });
});
