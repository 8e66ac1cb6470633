import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../../src/actions/action.js';
import { createActionRegistry } from '../../../src/actions/action-registry.js';
import { actionContext } from './action-context.js';

const named = (name: string) => defineAction({ name, input: z.unknown(), run: () => name });

describe('createActionRegistry', () => {
  it('knows the built-in actions, those of the engine and the user’s by name', () => {
    const registry = createActionRegistry({ actions: [named('greet')] });
    expect(registry.names()).toEqual([
      'activity',
      'external',
      'greet',
      'http',
      'mcp',
      'noop',
      'run',
      'shell',
      'transform',
      'workflow',
    ]);
    expect(registry.get('greet')?.name).toBe('greet');
    expect(registry.get('http')?.name).toBe('http');
    expect(registry.get('mcp')?.name).toBe('mcp');
  });

  it('has no action for what the engine performs, but knows its input', () => {
    const registry = createActionRegistry();
    expect(registry.get('run')).toBeUndefined();
    expect(registry.inputOf('run')?.parse({ definition: 'release' })).toEqual({
      definition: 'release',
      input: {},
      wait: true,
    });
    expect(registry.inputOf('mcp')?.safeParse({ server: 'search' }).success).toBe(false);
    expect(registry.inputOf('activity')?.parse({ type: 'charge', queue: 'billing' })).toEqual({
      type: 'charge',
      queue: 'billing',
      args: [],
    });
  });

  it('finds nothing under unknown names, nor under those that every object has', () => {
    const registry = createActionRegistry();
    for (const name of ['nothing', 'constructor', 'toString', '__proto__']) {
      expect(registry.get(name)).toBeUndefined();
      expect(registry.inputOf(name)).toBeUndefined();
    }
  });

  it.each(['http', 'external', 'run'])('refuses an action of the user’s with the built-in name %s', (name) => {
    expect(() => createActionRegistry({ actions: [named(name)] })).toThrow(`The action "${name}" is built in`);
  });

  it('refuses a name that is no id, and one that is given twice', () => {
    expect(() => createActionRegistry({ actions: [named('a b')] })).toThrow('"a b" cannot be the name of an action.');
    expect(() => createActionRegistry({ actions: [named('constructor')] })).toThrow('cannot be the name');
    expect(() => createActionRegistry({ actions: [named('a'), named('a')] })).toThrow('Two actions have the name "a".');
  });

  it('refuses shell and addresses of the machine unless they are allowed', async () => {
    const registry = createActionRegistry();
    await expect(registry.get('shell')?.run({ command: 'true' }, actionContext())).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(registry.get('http')?.run({ url: 'http://127.0.0.1:9' }, actionContext())).rejects.toMatchObject({
      code: 'forbidden',
    });
    await registry.close();
  });
});

describe('noop', () => {
  it('puts out null whatever stands in its with', async () => {
    const noop = createActionRegistry().get('noop');
    expect(await noop?.run(undefined, actionContext())).toBeNull();
    expect(await noop?.run({ a: 1 }, actionContext())).toBeNull();
  });
});

describe('transform', () => {
  it('puts out its rendered with, and null when there is none', async () => {
    const transform = createActionRegistry().get('transform');
    expect(await transform?.run({ sum: 3, list: [1, null] }, actionContext())).toEqual({ sum: 3, list: [1, null] });
    expect(await transform?.run(undefined, actionContext())).toBeNull();
  });
});
