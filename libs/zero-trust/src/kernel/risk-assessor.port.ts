import type { RequestContext } from './request-context.js';

/** Says how unusual a request is. Asked at most once per request, and only if a policy wants to know. */
export interface RiskAssessor {
  /** @returns from 0 (usual) to 100, or `undefined` if it cannot be told; an error or a promise counts as `undefined`. */
  assess(context: RequestContext): number | undefined;
}

/** Injection token of the {@link RiskAssessor} port. */
export const RiskAssessor = Symbol('RiskAssessor');
