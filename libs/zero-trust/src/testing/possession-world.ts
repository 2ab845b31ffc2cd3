import { randomUUID } from 'node:crypto';
import { resolveIdentityOptions } from '../identity/identity.options.js';
import type { DpopOptions } from '../identity/possession/possession.options.js';
import { ProofOfPossession } from '../identity/possession/proof-of-possession.js';
import type { Deny } from '../kernel/decision.js';
import { AccessDeniedError } from '../kernel/errors.js';
import type { InboundRequest } from '../kernel/inbound-request.js';
import { MemoryStateStore } from '../kernel/memory-state-store.js';
import type { Confirmation } from '../kernel/principal.js';
import { RequestContext } from '../kernel/request-context.js';
import type { StateStore } from '../kernel/state-store.port.js';
import { createDpopKey, dpopProof, type DpopProofRequest } from './dpop-proof.js';
import { inboundRequest, principalOf } from './request-builders.js';

/** The time at which proofs are made and judged, epoch milliseconds. */
export const NOW = 1_800_000_000_000;
/** {@link NOW} in seconds. */
export const NOW_SECONDS = NOW / 1_000;
/** The API for which proofs are made. */
export const ORIGIN = 'https://api.test.example';
const TOKEN = 'header.payload.signature';

/** The key that the token of {@link boundPrincipal} is bound to. */
export const boundKey = createDpopKey();
/** Whose token is bound to {@link boundKey}. */
export const boundPrincipal = principalOf({ confirmation: { jkt: boundKey.jkt } });

/** How one instance judges; what is not given is as usual. */
export interface PossessionSetting {
  /** Epoch milliseconds. @defaultValue {@link NOW} */
  readonly now?: number;
  readonly dpop?: DpopOptions;
  readonly store?: StateStore;
}

/** One instance, without an application. */
export function possession({ now = NOW, dpop, store }: PossessionSetting = {}): ProofOfPossession {
  const issuers = [{ issuer: 'https://auth.test.example', audience: ORIGIN }];
  const clock = { now: () => now };
  return new ProofOfPossession(
    resolveIdentityOptions({ issuers, dpop }),
    clock,
    store ?? new MemoryStateStore({ clock }),
  );
}

/** A proof that is good for the request of {@link contextWith}, but for what `differences` says. */
export function proof(differences: Partial<DpopProofRequest> = {}): string {
  const { claims, ...rest } = differences;
  const usual = { key: boundKey, method: 'GET', url: `${ORIGIN}/orders/1?expand=all`, token: TOKEN };
  return dpopProof({ ...usual, ...rest, claims: { iat: NOW_SECONDS, ...claims } });
}

/** The context of a request with these proofs. */
export function contextWith(...proofs: readonly string[]): RequestContext {
  const headers: Readonly<Record<string, readonly string[]>> = {
    dpop: proofs,
    authorization: [`DPoP ${TOKEN}`],
  };
  return contextOf({ path: '/orders/1', origin: ORIGIN, header: (name) => headers[name] ?? [] });
}

/** The context of a request that is as usual, but for what `differences` says. */
export function contextOf(differences: Partial<InboundRequest>): RequestContext {
  const request = inboundRequest(differences);
  return new RequestContext({ decisionId: randomUUID(), receivedAt: NOW, request });
}

/** The deny, however it comes; `undefined` for an allow. */
export async function denialOf(
  context: RequestContext,
  proving: ProofOfPossession = possession(),
  confirmation: Confirmation | undefined = boundPrincipal.confirmation,
): Promise<Deny | undefined> {
  try {
    const decision = await proving.prove(context, { ...boundPrincipal, confirmation });
    return decision.effect === 'deny' ? decision : undefined;
  } catch (error) {
    if (error instanceof AccessDeniedError) return error.denial;
    throw error;
  }
}

/** The code of the deny, or `accepted`. */
export async function codeOf(...parameters: Parameters<typeof denialOf>): Promise<string> {
  return (await denialOf(...parameters))?.code ?? 'accepted';
}
