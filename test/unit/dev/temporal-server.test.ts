import { expect, test } from 'vitest';
import { judgeTemporalExit } from '../../../src/dev/temporal-server.js';

const PANIC = `panic: runtime error: invalid memory address or nil pointer dereference
goroutine 2420 [running]:
google.golang.org/grpc.(*Server).Serve(0xdf414011448, {0x0, 0x0})`;

test.each([
  ['listen tcp 127.0.0.1:7233: bind: address already in use', 'port_taken'],
  [PANIC, 'try_again'],
  ['panic: runtime error: invalid memory address or nil pointer dereference', 'failed'],
  ['unable to open database file', 'failed'],
])('a Temporal that ends while it starts is judged by its log: %s', (log, verdict) => {
  expect(judgeTemporalExit(log)).toBe(verdict);
});
