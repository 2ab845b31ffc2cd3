import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import type { Deny } from '../../kernel/decision.js';
import type { Actor, Principal } from '../../kernel/principal.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import {
  locked,
  revoked,
  standingUnknown,
  stepUpRequired,
  suspended,
  type StandingGround,
} from './standing-denials.js';
import { StandingReplica } from './standing-replica.js';
import type { KnownStanding } from './standing-table.js';

/** Says whether a verified caller is still in good standing, from memory: it waits for nothing. */
@Injectable()
export class StandingJudge {
  readonly #toleranceMs: number;

  constructor(
    @Inject(StandingReplica) private readonly replica: StandingReplica,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IDENTITY_OPTIONS)
    { clockToleranceSeconds }: Pick<ResolvedIdentityOptions, 'clockToleranceSeconds'>,
  ) {
    this.#toleranceMs = clockToleranceSeconds * 1_000;
  }

  /** @returns `undefined` if nothing is against the caller, its client, its token and who acts for it */
  judge(principal: Principal): Deny | undefined {
    if (!this.replica.isFresh()) return standingUnknown();
    const { table } = this.replica;
    const { issuer, subject, clientId, tokenId } = principal;
    return (
      this.#weigh(principal, 'subject', table.find('subject', issuer, subject)) ??
      this.#weigh(principal, 'client', table.find('client', issuer, clientId)) ??
      this.#weighActor(principal) ??
      (tokenId === undefined
        ? undefined
        : this.#weigh(principal, 'token', table.find('token', issuer, tokenId)))
    );
  }

  /**
   * An actor is looked up as a subject and as a client, because the subject of a service is its client id (RFC 9068 §2.2);
   * under its own issuer, and under that of the token, because nothing can be said of issuers that are not configured.
   */
  #weighActor(principal: Principal): Deny | undefined {
    const { actor, issuer } = principal;
    if (actor === undefined) return undefined;
    const denial = this.#weighActorAs(actor, principal);
    if (denial !== undefined || actor.issuer === issuer) return denial;
    return this.#weighActorAs({ ...actor, issuer }, principal);
  }

  #weighActorAs({ issuer, subject, clientId }: Actor, principal: Principal): Deny | undefined {
    const { table } = this.replica;
    return (
      this.#weigh(principal, 'actor', table.find('subject', issuer, subject)) ??
      this.#weigh(principal, 'actor', table.find('client', issuer, subject)) ??
      (clientId === undefined
        ? undefined
        : this.#weigh(principal, 'actor', table.find('client', issuer, clientId)))
    );
  }

  /** What no new token would mend comes first. */
  #weigh(
    principal: Principal,
    who: StandingGround['who'],
    known: KnownStanding | undefined,
  ): Deny | undefined {
    if (known === undefined) return undefined;
    const { issuedAt, authentication } = principal;
    const now = this.clock.now();
    if (known.locked > 0) return locked({ who, since: known.locked });
    if (known.suspended > now) return suspended(who, known.suspended, now);
    if (isRevoked(who, known.revoked, issuedAt)) return revoked(principal, { who, since: known.revoked });
    const demanded = known['step-up'];
    if (demanded === 0 || this.#hasSignedIn(authentication.time ?? 0, demanded)) return undefined;
    return stepUpRequired(principal, { who, since: demanded, now });
  }

  /** A sign-in that lies further in the future than clocks may differ counts for nothing. */
  #hasSignedIn(seconds: number, demanded: number): boolean {
    return secondsAfter(seconds, demanded) && seconds * 1_000 <= this.clock.now() + this.#toleranceMs;
  }
}

function isRevoked(who: StandingGround['who'], at: number, issuedAt: number): boolean {
  return at > 0 && (who === 'token' || !secondsAfter(issuedAt, at));
}

/** Claims have whole seconds: one that names the very second of the measure may be from before it. */
function secondsAfter(seconds: number, epochMs: number): boolean {
  return seconds * 1_000 > epochMs;
}
