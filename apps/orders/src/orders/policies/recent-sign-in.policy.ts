import { Injectable } from '@nestjs/common';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from 'nestjs-zero-trust';
import { isService } from '../../claims.js';

const MAX_AGE_SECONDS = 300;

/**
 * People must have signed in at most 300 s ago; services, which never sign in, are exempt.
 *
 * @see OpenID Connect Core 1.0, section 2: `auth_time`
 */
@Injectable()
export class RecentSignIn implements AccessPolicy {
  evaluate({ subject, environment }: PolicyInput): PolicyResult {
    if (isService(subject)) return permit();
    const { auth_time: signedInAt } = subject.claims;
    if (typeof signedInAt !== 'number' || !Number.isSafeInteger(signedInAt))
      return denied('the token does not say when its owner signed in');
    const ageSeconds = Math.floor(environment.now.getTime() / 1000) - signedInAt;
    if (ageSeconds < 0) return denied('the sign-in lies in the future');
    return ageSeconds <= MAX_AGE_SECONDS
      ? permit()
      : denied(`the sign-in is older than ${MAX_AGE_SECONDS} s`);
  }
}
