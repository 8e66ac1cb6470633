import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TaskwrightError } from '../domain/errors.js';
import { Refusal } from './refusal.js';

/** Requests a minute. */
export interface RateLimitRules {
  readonly perCaller: number;
  readonly perAddress: number;
  /** Of an address, with tokens that are none. */
  readonly failuresPerAddress: number;
}

export const USUAL_RATE_LIMITS: RateLimitRules = { perCaller: 6_000, perAddress: 12_000, failuresPerAddress: 300 };

/** Of this process. Everything throws rate_limited. */
export interface RateLimits {
  countAddress(address: string): Promise<void>;
  countCaller(callerId: string): Promise<void>;
  countFailure(address: string): Promise<void>;
}

const MINUTE_S = 60;

export function createRateLimits(rules: RateLimitRules): RateLimits {
  const create = (points: number) => new RateLimiterMemory({ points, duration: MINUTE_S });
  const [addresses, callers, failures] = [
    create(rules.perAddress),
    create(rules.perCaller),
    create(rules.failuresPerAddress),
  ];
  return {
    countAddress: (address) => count(addresses, address),
    countCaller: (callerId) => count(callers, callerId),
    countFailure: (address) => count(failures, address),
  };
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    const seconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000));
    throw new Refusal(
      new TaskwrightError('rate_limited', 'There were too many requests.', { hint: `Wait ${seconds} s.` }),
      { headers: { 'Retry-After': String(seconds) } },
    );
  }
}
