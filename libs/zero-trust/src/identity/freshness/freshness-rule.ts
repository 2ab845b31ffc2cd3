import { describeFunction } from '../../kernel/fingerprint.js';
import type { Authentication, Principal } from '../../kernel/principal.js';
import { faultOfDemand, type SignInDemand } from '../../kernel/sign-in-demand.js';
import type { StepUpOptions } from './step-up.decorator.js';

/** One declared step-up, ready to be asked. */
export interface FreshnessRule extends SignInDemand {
  /** Written by the application, so that only `true` counts. */
  readonly exempts: (principal: Principal) => unknown;
  /** Who is exempt, in words; `undefined` if nobody is. */
  readonly exemption: string | undefined;
}

/** Fills in what a declaration leaves open. */
export function freshnessRule({ acr, maxAgeSeconds, exempt }: StepUpOptions): FreshnessRule {
  return {
    acceptedAcr: typeof acr === 'string' ? [acr] : acr,
    maxAgeSeconds,
    exempts: exempt === 'services' ? isService : (exempt ?? isNobody),
    exemption: typeof exempt === 'function' ? describeFunction(exempt) : exempt,
  };
}

/** What is wrong with a rule, in words; `undefined` if nothing is. */
export function faultOf(rule: FreshnessRule): string | undefined {
  if (typeof rule.exempts !== 'function') return "has an exempt that is neither 'services' nor a function";
  return faultOfDemand(rule);
}

/**
 * Nobody has signed in for a service: it shows a certificate alone, or its tokens are issued to the client itself
 * (RFC 9068 §2.2). A person who is called like a client is told by the sign-in that the token speaks of.
 */
function isService({ credential, subject, clientId, actor, authentication }: Principal): boolean {
  if (credential === 'certificate') return true;
  return subject === clientId && actor === undefined && isNoSignIn(authentication);
}

function isNoSignIn({ acr, amr, time }: Authentication): boolean {
  return acr === undefined && amr.length === 0 && time === undefined;
}

function isNobody(): boolean {
  return false;
}
