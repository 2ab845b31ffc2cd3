import { describe, expect, it } from 'vitest';
import {
  AccessDeniedError,
  BootError,
  DependencyUnavailableError,
  InvalidRequestError,
  ZeroTrustError,
} from './errors.js';
import { notFound } from './not-found.js';

describe('the errors', () => {
  it('are one family, each with its code and name', () => {
    const errors = [
      new AccessDeniedError(notFound('gone')),
      new InvalidRequestError([]),
      new DependencyUnavailableError('ledger', 'refused'),
      new BootError('ZT_BOOT_REFUSED', []),
    ];
    expect(errors.every((error) => error instanceof ZeroTrustError)).toBe(true);
    expect(errors.map(({ code, name }) => [name, code])).toEqual([
      ['AccessDeniedError', 'ZT_NOT_FOUND'],
      ['InvalidRequestError', 'ZT_INVALID_REQUEST'],
      ['DependencyUnavailableError', 'ZT_DEPENDENCY_UNAVAILABLE'],
      ['BootError', 'ZT_BOOT_REFUSED'],
    ]);
  });

  it('keep what operators need apart from what callers may read', () => {
    const { message, denial } = new DependencyUnavailableError('ledger', 'refused', { retryAfterSeconds: 9 });
    expect(message).toBe('ZT_DEPENDENCY_UNAVAILABLE: ledger: refused');
    expect(denial.detail).not.toContain('ledger');
    expect(denial).toMatchObject({
      kind: 'unavailable',
      retryAfterSeconds: 9,
      evidence: { dependency: 'ledger' },
    });
  });

  it('name their cause', () => {
    const cause = new Error('socket');
    expect(new DependencyUnavailableError('ledger', 'refused', { cause }).cause).toBe(cause);
  });
});

describe('BootError', () => {
  it('numbers every finding, with where it is and how to mend it', () => {
    const finding = { where: 'A.b', problem: 'is open', remedy: 'Close it.' };
    expect(new BootError('ZT_BOOT_REFUSED', [finding, { ...finding, where: 'C.d' }]).message).toBe(
      [
        'ZT_BOOT_REFUSED: the application did not start; 2 things to mend:',
        '  1. A.b: is open',
        '     Close it.',
        '  2. C.d: is open',
        '     Close it.',
      ].join('\n'),
    );
    expect(new BootError('ZT_OPTIONS_INVALID', [finding]).message).toContain('one thing to mend');
  });
});
