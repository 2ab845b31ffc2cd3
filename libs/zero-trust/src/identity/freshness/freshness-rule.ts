import type { Authentication, Principal } from '../../kernel/principal.js';
import type { StepUpOptions } from './step-up.decorator.js';

/** One declared step-up, ready to be asked. */
export interface FreshnessRule {
  readonly acceptedAcr: readonly string[] | undefined;
  readonly maxAgeSeconds: number | undefined;
  /** Written by the application, so that only `true` counts. */
  readonly exempts: (principal: Principal) => unknown;
  /** Who is exempt, in words; `undefined` if nobody is. */
  readonly exemption: string | undefined;
}

/** An `acr` value in a challenge stands among others, separated by spaces (RFC 9470 §3). */
const ACR = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Fills in what a declaration leaves open. */
export function freshnessRule({ acr, maxAgeSeconds, exempt }: StepUpOptions): FreshnessRule {
  return {
    acceptedAcr: typeof acr === 'string' ? [acr] : acr,
    maxAgeSeconds,
    exempts: exempt === 'services' ? isService : (exempt ?? isNobody),
    exemption: typeof exempt === 'function' ? nameOf(exempt) : exempt,
  };
}

/** What is wrong with a rule, in words; `undefined` if nothing is. */
export function faultOf({ acceptedAcr, maxAgeSeconds, exempts }: FreshnessRule): string | undefined {
  if (acceptedAcr === undefined && maxAgeSeconds === undefined) return 'demands nothing';
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds > 0))
    return 'has a maxAgeSeconds that is no whole number above 0';
  const isAcrList = Array.isArray(acceptedAcr) && acceptedAcr.length > 0 && acceptedAcr.every(isAcr);
  if (acceptedAcr !== undefined && !isAcrList)
    return 'has an acr that is no word of printable ASCII without quotation marks, or an empty list';
  return typeof exempts === 'function'
    ? undefined
    : "has an exempt that is neither 'services' nor a function";
}

/** Why a sign-in is not enough for a rule, for operators; `undefined` if it is. */
export function shortcomingOf(
  { acceptedAcr, maxAgeSeconds }: FreshnessRule,
  { acr, time }: Authentication,
  nowSeconds: number,
): string | undefined {
  if (acceptedAcr !== undefined && (acr === undefined || !acceptedAcr.includes(acr)))
    return acr === undefined ? 'the token names no acr' : 'the acr of the token is none of those accepted';
  if (maxAgeSeconds === undefined) return undefined;
  if (time === undefined) return 'the token does not say when its owner signed in';
  if (time > nowSeconds) return 'the sign-in lies in the future';
  return nowSeconds - time > maxAgeSeconds ? `the sign-in is older than ${maxAgeSeconds} s` : undefined;
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

function isAcr(value: unknown): boolean {
  return typeof value === 'string' && ACR.test(value);
}

function nameOf({ name }: { readonly name: string }): string {
  return name === '' ? 'a function decides' : name;
}
