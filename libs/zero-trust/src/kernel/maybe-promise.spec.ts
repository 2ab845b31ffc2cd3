import { describe, expect, it } from 'vitest';
import { isPromise } from './maybe-promise.js';

/** The target, with something under the name that makes it a promise to others. */
function withThen(target: object, value: unknown): unknown {
  // eslint-disable-next-line unicorn/no-thenable -- that is what is tested here
  return Object.defineProperty(target, 'then', { value });
}

describe('a promise', () => {
  it.each<[string, unknown]>([
    ['one of the language', Promise.resolve()],
    ['an object with a then', withThen({}, () => undefined)],
    [
      'a function with a then, as stubs of remote services are',
      withThen(
        () => 1,
        () => undefined,
      ),
    ],
  ])('is %s', (_what, value) => {
    expect(isPromise(value)).toBe(true);
  });

  it.each([undefined, null, 0, 'text', true, Symbol('then'), {}, withThen({}, 1), () => 1])(
    'is not %s',
    (value) => {
      expect(isPromise(value)).toBe(false);
    },
  );
});
