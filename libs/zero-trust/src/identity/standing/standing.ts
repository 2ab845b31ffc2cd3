import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { standingUnknown } from './standing-denials.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import {
  formatStandingKey,
  nameOfTarget,
  type StandingMeasure,
  type StandingTarget,
  type TokenTarget,
} from './standing-key.js';
import { isKnownIssuer, unknownIssuer } from './known-issuers.js';
import { StandingReplica } from './standing-replica.js';

/** What is in force against a person, service or client; `null` where there is nothing. */
export interface SubjectStanding {
  readonly lockedAt: Date | null;
  readonly suspendedUntil: Date | null;
  /** Tokens issued up to then are refused; forgotten once none of them can be alive. */
  readonly tokensRevokedAt: Date | null;
  /** Who signed in up to then is asked to sign in again. */
  readonly stepUpRequiredAt: Date | null;
}

/** A token to revoke. */
export interface TokenRevocation extends TokenTarget {
  /** Its `exp`, in seconds since the epoch. @defaultValue as late as any token may expire */
  readonly expiresAt?: number;
}

interface Fact {
  readonly value: number;
  readonly ttlMs: number | undefined;
}

/** A lifted measure is remembered for a day, so that every instance hears of it. */
const LIFTED_KEPT_MS = 24 * 3_600_000;

/**
 * Revokes, locks, suspends and asks to sign in again. Each method resolves when the store has the change; this instance
 * acts on it at once, all others with their next look at the store (every 250 ms).
 *
 * Every method rejects with a `DependencyUnavailableError` (`ZT_DEPENDENCY_UNAVAILABLE`) if the store does not take the
 * change in time or is full, with a RangeError for names that no token can have, and, unless it takes something back,
 * with an `InvalidRequestError` (`ZT_INVALID_REQUEST`) for an issuer that is not configured.
 *
 * @example
 * await standing.revokeTokensOf({ issuer: 'https://auth.example.com', subject: 'alice' });
 * await standing.lock({ issuer: 'https://auth.example.com', clientId: 'mobile-app' });
 */
@Injectable()
export class Standing {
  constructor(
    @Inject(StandingReplica) private readonly replica: StandingReplica,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IDENTITY_OPTIONS) private readonly identity: ResolvedIdentityOptions,
  ) {}

  /** Refuses one token from now on. */
  async revokeToken({ expiresAt, ...token }: TokenRevocation): Promise<void> {
    const now = this.clock.now();
    const longestMs = this.#longestLifeMs();
    const leftMs = expiresAt === undefined ? longestMs : this.#accepted(expiresAt) - now;
    // Too late for a token that is dead already.
    if (leftMs < 1) return;
    await this.#take(token, 'revoked', { value: now, ttlMs: Math.min(leftMs, longestMs) });
  }

  /**
   * Refuses every token that was issued up to now. `iat` has whole seconds: a token issued in the running second is
   * refused, whether before or after; those of the next second pass. A certificate that was issued before is refused as
   * well, but only until every token of then is dead: to keep a service out, {@link lock} it.
   */
  async revokeTokensOf(target: StandingTarget): Promise<void> {
    await this.#take(target, 'revoked', { value: this.clock.now(), ttlMs: this.#longestLifeMs() });
  }

  /** Refuses every request until {@link unlock}. */
  async lock(target: StandingTarget): Promise<void> {
    await this.#take(target, 'locked', { value: this.clock.now(), ttlMs: undefined });
  }

  /** Takes back {@link lock}. */
  unlock(target: StandingTarget): Promise<void> {
    return this.#lift(target, 'locked');
  }

  /** Refuses every request until then. A later suspension replaces an earlier one, also by a shorter time. */
  async suspend(target: StandingTarget, until: Date): Promise<void> {
    const [value, now] = [until.getTime(), this.clock.now()];
    if (!Number.isSafeInteger(value) || value <= now)
      throw new RangeError('Standing: a suspension must end in the future.');
    await this.#take(target, 'suspended', { value, ttlMs: value - now + LIFTED_KEPT_MS });
  }

  /** Ends a suspension before its time. */
  endSuspension(target: StandingTarget): Promise<void> {
    return this.#lift(target, 'suspended');
  }

  /**
   * Asks everybody who signed in up to now to sign in again (RFC 9470). A caller whose tokens carry no `auth_time`, such as
   * a service, cannot: it is refused until {@link withdrawStepUp}.
   */
  async requireStepUp(target: StandingTarget): Promise<void> {
    await this.#take(target, 'step-up', { value: this.clock.now(), ttlMs: undefined });
  }

  /** Takes back {@link requireStepUp}. */
  withdrawStepUp(target: StandingTarget): Promise<void> {
    return this.#lift(target, 'step-up');
  }

  /**
   * What is in force.
   *
   * @throws AccessDeniedError (`ZT_DEPENDENCY_UNAVAILABLE`) while nobody can say
   */
  standingOf(target: StandingTarget): SubjectStanding {
    if (!this.replica.isFresh()) throw new AccessDeniedError(standingUnknown());
    const { kind, issuer, name } = nameOfTarget(target);
    const known = this.replica.table.find(kind, issuer, name);
    const suspendedUntil = known?.suspended ?? 0;
    return {
      lockedAt: toDate(known?.locked),
      suspendedUntil: toDate(suspendedUntil > this.clock.now() ? suspendedUntil : 0),
      tokensRevokedAt: toDate(known?.revoked),
      stepUpRequiredAt: toDate(known?.['step-up']),
    };
  }

  /** What is left of an issuer that is configured no more can be lifted, but nothing be added to it. */
  async #lift(target: StandingTarget, measure: StandingMeasure): Promise<void> {
    await this.replica.write({ key: keyOf(target, measure), value: 0, ttlMs: LIFTED_KEPT_MS });
  }

  async #take(target: StandingTarget | TokenTarget, measure: StandingMeasure, fact: Fact): Promise<void> {
    const key = keyOf(target, measure);
    if (!isKnownIssuer(this.identity, target.issuer)) throw unknownIssuer();
    await this.replica.write({ key, ...fact });
  }

  /** Of any issuer's tokens; `iat` may lie ahead and `exp` behind, each by the tolerance. */
  #longestLifeMs(): number {
    const { issuers, clockToleranceSeconds } = this.identity;
    const longest = Math.max(...issuers.map(({ maxTokenLifetimeSeconds }) => maxTokenLifetimeSeconds));
    return (longest + 2 * clockToleranceSeconds) * 1_000;
  }

  /** Until when a token that expires then is taken, in epoch milliseconds. */
  #accepted(expiresAt: number): number {
    return (expiresAt + this.identity.clockToleranceSeconds) * 1_000;
  }
}

function keyOf(target: StandingTarget | TokenTarget, measure: StandingMeasure): string {
  return formatStandingKey({ ...nameOfTarget(target), measure });
}

function toDate(epochMs = 0): Date | null {
  return epochMs === 0 ? null : new Date(epochMs);
}
