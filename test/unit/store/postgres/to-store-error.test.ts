import { inspect } from 'node:util';
import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../../src/domain/errors.js';
import { toStoreError } from '../../../../src/store/postgres/to-store-error.js';

function postgresError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('insert into secrets', 19, 'error'), {
    code,
    detail: 'Failing row contains (hunter2)',
    table: 'runs',
    column: 'input',
  });
}

describe('toStoreError', () => {
  it.each([
    ['22P05', 'invalid_input'],
    ['22003', 'invalid_input'],
    ['23502', 'invalid_input'],
    ['23505', 'conflict'],
    ['23503', 'not_found'],
    ['54000', 'invalid_input'],
    ['08006', 'unavailable'],
    ['53300', 'unavailable'],
    ['57014', 'unavailable'],
    ['57P01', 'unavailable'],
    ['40P01', 'unavailable'],
    ['25P03', 'unavailable'],
    ['55P03', 'unavailable'],
    ['28P01', 'unavailable'],
    ['3D000', 'unavailable'],
    ['42P01', 'unavailable'],
    ['42601', 'internal'],
    ['XX000', 'internal'],
  ])('says %s as %s, without SQL or values', (code, expected) => {
    const error = toStoreError(new DrizzleQueryError('select hunter2', ['hunter2'], postgresError(code)));
    expect(error.code).toBe(expected);
    expect(error.message).not.toMatch(/insert|select|hunter2/);
    expect(inspect(error, { depth: 5, showHidden: true })).not.toContain('hunter2');
  });

  it.each([
    ['of the driver', new Error('Connection terminated unexpectedly')],
    ['that is not made in time', new Error('timeout exceeded when trying to connect')],
    ['that does not answer', new Error('Query read timeout')],
    ['of the system', Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['of several addresses', new AggregateError([new Error('connect')])],
  ])('says a lost connection %s as unavailable', (_, thrown) => {
    expect(toStoreError(thrown)).toMatchObject({ code: 'unavailable' });
  });

  it('says a mistake of ours as internal', () => {
    expect(toStoreError(new TypeError('of undefined'))).toMatchObject({ code: 'internal' });
    expect(toStoreError('text')).toMatchObject({ code: 'internal' });
  });

  it('lets errors of ours pass', () => {
    const error = new TaskwrightError('conflict', 'Taken.');
    expect(toStoreError(error)).toBe(error);
  });
});
