import type { Deny, Evidence } from '../../kernel/decision.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { shortcomingOf, stepUpRequired } from '../../kernel/sign-in-demand.js';
import type { MaskableFields } from '../fields/maskable-fields.js';
import { demandOf } from './check-obligations.js';
import type { MaskObligation, Obligation, StepUpObligation } from './obligation.js';
import { policyDenied } from './policy-denied.js';

/** What a route can do about obligations. */
export interface ObligationMeans {
  /** The fields of what the route `@Returns`; `undefined` if nothing of its answer can be masked. */
  readonly maskable: MaskableFields | undefined;
  readonly nowSeconds: number;
}

/** What came of the obligations of a request. */
export type Met =
  | { readonly denial: Deny }
  | {
      readonly denial: undefined;
      /** What was done, for the audit record. */
      readonly evidence: Evidence;
    };

/** Meets what the permits demand; one that cannot be met is a deny. */
export function meetObligations(
  context: RequestContext,
  obligations: readonly Obligation[],
  means: ObligationMeans,
): Met {
  const denial = refusal(context, obligations, means);
  if (denial !== undefined) return { denial };
  const masked = obligations.flatMap((obligation) => (obligation.type === 'mask' ? obligation.fields : []));
  if (masked.length > 0) context.masks = new Set([...(context.masks ?? []), ...masked]);
  const facts = obligations.flatMap((obligation) =>
    obligation.type === 'log'
      ? Object.entries(obligation.facts).map(([name, fact]) => `${name}=${fact}`)
      : [],
  );
  const evidence = {
    ...(masked.length > 0 && { masked: [...new Set(masked)] }),
    ...(facts.length > 0 && { facts }),
  };
  return { denial: undefined, evidence };
}

/** Whether the caller has signed in as a step-up demands. @returns why not, for operators */
export function shortcomingOfSignIn(
  { principal }: RequestContext,
  obligation: StepUpObligation,
  nowSeconds: number,
): string | undefined {
  if (principal === undefined) return 'no verified caller';
  return shortcomingOf(demandOf(obligation), principal.authentication, nowSeconds);
}

function refusal(
  context: RequestContext,
  obligations: readonly Obligation[],
  { maskable, nowSeconds }: ObligationMeans,
): Deny | undefined {
  for (const obligation of obligations) {
    if (obligation.type === 'mask') {
      const fault = faultOfMask(obligation, maskable);
      if (fault !== undefined) return policyDenied('policies', fault);
    }
    if (obligation.type !== 'step-up') continue;
    const reason = shortcomingOfSignIn(context, obligation, nowSeconds);
    if (reason !== undefined) return stepUpRequired({ ...demandOf(obligation), reason });
  }
  return undefined;
}

function faultOfMask({ fields }: MaskObligation, maskable: MaskableFields | undefined): string | undefined {
  if (maskable === undefined) return 'fields are to be masked, but the route has no @Returns';
  const missing = fields.filter((field) => !maskable.has(field));
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} is to be masked, but what the route returns has no such field`;
}
