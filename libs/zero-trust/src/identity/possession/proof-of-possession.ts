import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { ALLOW, allow, type Decision } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { Principal } from '../../kernel/principal.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { StateStore } from '../../kernel/state-store.port.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { onlyCredential, readCredential } from '../token/read-credential.js';
import { checkCertificate } from './check-certificate.js';
import { DpopNonces } from './dpop-nonces.js';
import { readProof, readProofKey } from './dpop-proof.js';
import type { ResolvedDpopOptions } from './possession.options.js';
import { nonceNeeded, proofMissing, tokenNotBound } from './possession-refusals.js';
import { checkProofClaims, type FitProof } from './proof-claims.js';
import { ProofKeys } from './proof-keys.js';
import { ProofReplays } from './proof-replays.js';

const BOUND_TO_KEY = allow({ boundTo: 'dpop key' });

/** Finds out whether a caller holds the key that its token is bound to, once per request. */
@Injectable()
export class ProofOfPossession {
  private readonly options: ResolvedDpopOptions;
  private readonly isBindingDemanded: boolean;
  private readonly keys = new ProofKeys();
  private readonly nonces: DpopNonces;
  private readonly replays: ProofReplays;
  /** The key that a request has proved: a proof is good once, but may be asked for before routing, and beside Passport. */
  private readonly proven = new WeakMap<RequestContext, string>();

  constructor(
    @Inject(IDENTITY_OPTIONS) { dpop, senderConstrained }: ResolvedIdentityOptions,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(StateStore) store: StateStore,
  ) {
    this.options = dpop;
    this.isBindingDemanded = senderConstrained;
    this.nonces = new DpopNonces({ secret: dpop.nonceSecret, lifetimeSeconds: dpop.nonceLifetimeSeconds });
    this.replays = new ProofReplays(store);
  }

  /**
   * Judges what the request of a context shows for the binding of a principal's token.
   *
   * @param context - without one nothing is known of the request, so that only a plain token passes
   * @returns an allow also for a token that is bound to nothing, unless `identity.senderConstrained` is set
   * @throws AccessDeniedError `ZT_PROOF_MISSING`, `ZT_PROOF_INVALID`, `ZT_PROOF_NONCE_NEEDED`,
   * `ZT_DEPENDENCY_UNAVAILABLE`; other denials are returned
   * @see RFC 9449 §7, RFC 8705 §3
   */
  prove(context: RequestContext | undefined, principal: Principal): MaybePromise<Decision> {
    const { confirmation } = principal;
    if (confirmation === undefined) return this.isBindingDemanded ? tokenNotBound() : ALLOW;
    if (context === undefined) return proofMissing().denial;
    const { jkt, x5tS256 } = confirmation;
    if (jkt === undefined) return checkCertificate(context.request.clientCertificate, x5tS256);
    return this.proven.get(context) === jkt ? BOUND_TO_KEY : this.proveKey(context, jkt);
  }

  private proveKey(context: RequestContext, jkt: string): MaybePromise<Decision> {
    const { id, issuedAt } = this.judgeProof(context, jkt);
    const { proofToleranceSeconds: toleranceSeconds } = this.options;
    const taken = this.replays.take({ id, jkt, issuedAt, nowMs: this.clock.now(), toleranceSeconds });
    return chain(taken, (decision) => {
      if (decision.effect === 'deny') return decision;
      this.proven.set(context, jkt);
      return BOUND_TO_KEY;
    });
  }

  private judgeProof(context: RequestContext, jkt: string): FitProof {
    const { request } = context;
    const nowMs = this.clock.now();
    const proof = readProof(request.header('dpop'));
    this.keys.verify(proof, readProofKey(proof.jws.header, this.options.algorithms), jkt);
    const { token } = readCredential(onlyCredential(request.header('authorization')));
    const fit = checkProofClaims(proof.claims, {
      method: request.method,
      origin: request.origin,
      path: request.path,
      tokenHash: hash('sha256', token, 'base64url'),
      nowMs,
      toleranceSeconds: this.options.proofToleranceSeconds,
    });
    if (this.options.requireNonce) this.checkNonce(context, proof.claims['nonce']);
    return fit;
  }

  /** A client that still has the previous nonce is served, and told the present one (RFC 9449 §8.2). */
  private checkNonce(context: RequestContext, nonce: unknown): void {
    const nowMs = this.clock.now();
    const current = this.nonces.current(nowMs);
    if (!this.nonces.isFresh(nonce, nowMs))
      throw nonceNeeded(current, nonce === undefined ? 'the proof has no nonce' : 'the nonce is not fresh');
    if (nonce !== current) context.responseHeaders = { ...context.responseHeaders, 'dpop-nonce': current };
  }
}
