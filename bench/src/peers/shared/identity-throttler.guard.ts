import { Injectable } from '@nestjs/common';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import type { Principal } from './principal.js';

/** A minute, as in Nest's own examples. Its memory storage slows down with the hits of a window, so longer would be unfair. */
const WINDOW_MS = 60_000;
/** Counted, and never reached. */
const UNREACHED_LIMIT = 1_000_000_000;

/** Limits per identity rather than per address. */
@Injectable()
export class IdentityThrottlerGuard extends ThrottlerGuard {
  protected override async getTracker({ user, ip }: { user?: Principal; ip: string }): Promise<string> {
    return user?.subject ?? ip;
  }
}

/** Nest's throttler with its own memory storage. */
export const throttlerModule = () => ThrottlerModule.forRoot([{ ttl: WINDOW_MS, limit: UNREACHED_LIMIT }]);
