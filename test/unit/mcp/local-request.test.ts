import { expect, test } from 'vitest';
import { isLocalRequest } from '../../../src/mcp/http/local-request.js';

test.each([
  [{ host: '127.0.0.1:7391' }, true],
  [{ host: 'localhost:7391', origin: 'http://localhost:6274' }, true],
  [{ host: '[::1]:7391' }, true],
  [{ host: 'evil.example:7391' }, false],
  [{ host: '127.0.0.1:7391', origin: 'https://evil.example' }, false],
  [{ host: '127.0.0.1:7391', origin: 'null' }, false],
  [{}, false],
])('a request with %j is of this machine: %s', (headers: Record<string, string>, isLocal) => {
  expect(isLocalRequest(new Headers(headers))).toBe(isLocal);
});
