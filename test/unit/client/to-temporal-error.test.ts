import { NamespaceNotFoundError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { toTemporalError } from '../../../src/client/to-temporal-error.js';
import { TaskwrightError } from '../../../src/domain/errors.js';

function aServiceError(code: number): Error {
  const grpc = Object.assign(new Error('details of the transport'), { code });
  return new Error('Failed to describe workflow', { cause: grpc });
}

test.each([
  ['cancelled', 1],
  ['a transport that broke', 2],
  ['deadline exceeded', 4],
  ['internal', 13],
  ['unavailable', 14],
])('%s means that Temporal is not there, and where it should be', (_, code) => {
  expect(toTemporalError(aServiceError(code), '127.0.0.1:7233')).toMatchObject({
    code: 'unavailable',
    message: 'Temporal at 127.0.0.1:7233 cannot be reached, or did not answer in time.',
  });
});

test.each([
  ['rate_limited', 8],
  ['unavailable', 7],
  ['unavailable', 16],
  ['unavailable', 12],
  ['internal', 3],
])('is %s for the code %i', (code, grpcCode) => {
  expect(toTemporalError(aServiceError(grpcCode), null).code).toBe(code);
});

test('a namespace that is missing is named', () => {
  const error = toTemporalError(new NamespaceNotFoundError('blue'), 'temporal.test:7233');
  expect(error.message).toBe('Temporal at temporal.test:7233 has no namespace "blue".');
});

test('a connection that was refused is an outage', () => {
  const refused = Object.assign(new Error('tcp connect error'), { name: 'TransportError' });
  expect(toTemporalError(refused, null).code).toBe('unavailable');
});

test('a request that took too long is an outage', () => {
  expect(toTemporalError(new DOMException('timeout', 'TimeoutError'), null).code).toBe('unavailable');
});

test('an error of ours stays as it is', () => {
  const error = new TaskwrightError('conflict', 'taken');
  expect(toTemporalError(error, null)).toBe(error);
});
