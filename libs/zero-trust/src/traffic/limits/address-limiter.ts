import { Inject, Injectable } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import type { Decision } from '../../kernel/decision.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { addressGroup } from '../address/source-address.js';
import { ResolvedLimitsOptions } from './limits.options.js';
import { RateLimiter, type LimitPolicy } from './rate-limiter.js';

/** The coarse limit per network address, for admission: before anything is parsed or verified, failures included. */
@Injectable()
export class AddressLimiter {
  readonly #limiter: RateLimiter;
  readonly #policy: LimitPolicy;

  constructor(
    @Inject(ResolvedLimitsOptions) { perAddress, storageTimeoutMs }: ResolvedLimitsOptions,
    @Inject(ThrottlerStorage) storage: ThrottlerStorage,
  ) {
    this.#limiter = new RateLimiter(storage, storageTimeoutMs);
    this.#policy = {
      name: 'address',
      code: 'ZT_ADDRESS_LIMITED',
      rule: 'limits.perAddress',
      limit: perAddress.limit,
      windowMs: perAddress.windowSeconds * 1000,
      blockMs: 0,
    };
  }

  /** Counts one request from `address`; answers at once unless the storage is a distributed one. */
  check(address: string): MaybePromise<Decision> {
    return this.#limiter.hit(addressGroup(address), this.#policy);
  }
}
