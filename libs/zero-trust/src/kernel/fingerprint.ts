import { hash } from 'node:crypto';

/** Enough to notice a change; nothing is proved by it. */
const LENGTH = 8;

/**
 * A function by its name and what changes with its text: `isService#3f2a9c01`. White space does not count. What the function
 * calls, or closes over, is not seen, and another compiler may write the same function in another way.
 */
export function describeFunction(fn: (...args: never[]) => unknown): string {
  const text = Function.prototype.toString.call(fn).replaceAll(/\s+/g, '');
  return `${fn.name === '' ? 'function' : fn.name}#${fingerprint(text)}`;
}

/** A few digits that change with a text. */
export function fingerprint(text: string): string {
  return hash('sha256', text, 'hex').slice(0, LENGTH);
}
