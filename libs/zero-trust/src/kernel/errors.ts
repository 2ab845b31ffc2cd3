import type { ZeroTrustErrorCode } from './codes.js';
import { deny, type Deny, type InputProblem } from './decision.js';

/** Base of every error that this package throws. Messages never hold tokens, bodies or header values. */
export abstract class ZeroTrustError extends Error {
  /** Stable and machine-readable, `ZT_…`. */
  abstract readonly code: ZeroTrustErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A denial on its way out: thrown where a decision cannot be returned. The reason travels with it. */
export class AccessDeniedError extends ZeroTrustError {
  readonly code: Deny['code'];

  constructor(
    readonly denial: Deny,
    options?: ErrorOptions,
  ) {
    super(`${denial.code}: ${denial.reason}`, options);
    this.code = denial.code;
  }
}

/**
 * For handlers and services: the input is invalid for a reason that only the application knows.
 *
 * @example
 * throw new InvalidRequestError([{ pointer: '/items/0/sku', detail: 'is not a known SKU' }]);
 */
export class InvalidRequestError extends AccessDeniedError {
  constructor(problems: readonly InputProblem[], options?: ErrorOptions) {
    super(invalidRequest(problems), options);
  }
}

/** A dependency of a decision is down, too slow or answers garbage. Always a deny (503). */
export class DependencyUnavailableError extends AccessDeniedError {
  constructor(dependency: string, reason: string, options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super(
      deny({
        code: 'ZT_DEPENDENCY_UNAVAILABLE',
        kind: 'unavailable',
        detail: 'A service that this decision depends on is unavailable. Try again later.',
        reason: `${dependency}: ${reason}`,
        evidence: { dependency },
        retryAfterSeconds: options?.retryAfterSeconds ?? 5,
      }),
      options,
    );
  }
}

/** One thing to mend before the application may start. */
export interface Finding {
  /** Which route, option or file. */
  readonly where: string;
  readonly problem: string;
  readonly remedy: string;
}

/** The application must not start; `findings` has every reason at once. */
export class BootError extends ZeroTrustError {
  declare readonly findings: readonly Finding[];

  constructor(
    readonly code: 'ZT_BOOT_REFUSED' | 'ZT_OPTIONS_INVALID',
    findings: readonly Finding[],
  ) {
    super(describe(code, findings));
    // The message has them all; consoles that print an error's properties would say everything twice.
    Object.defineProperty(this, 'findings', { value: findings, enumerable: false });
  }
}

/** The deny for an input that does not match what the route accepts. */
export function invalidRequest(problems: readonly InputProblem[]): Deny {
  return deny({
    code: 'ZT_INVALID_REQUEST',
    kind: 'invalid',
    detail: 'The request is invalid; `errors` lists every problem.',
    reason: problems.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '),
    problems,
  });
}

function describe(code: string, findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ where, problem, remedy }, index) => `  ${index + 1}. ${where}: ${problem}\n     ${remedy}`,
  );
  const count = findings.length === 1 ? 'one thing' : `${findings.length} things`;
  return `${code}: the application did not start; ${count} to mend:\n${lines.join('\n')}`;
}
