import { Injectable } from '@nestjs/common';
import { ZeroTrustGuard } from './zero-trust.guard.js';

/** Runs the stages about the caller: lifecycle, authentication, limits. For applications that bind guards by hand. */
@Injectable()
export class AuthenticationGuard extends ZeroTrustGuard {
  protected override readonly part = 'AuthenticationGuard';
}

/** Runs the scope stage; bind it after {@link AuthenticationGuard}. */
@Injectable()
export class ScopesGuard extends ZeroTrustGuard {
  protected override readonly part = 'ScopesGuard';
}

/** Runs the object stage; bind it after {@link AuthenticationGuard}. */
@Injectable()
export class AccessGuard extends ZeroTrustGuard {
  protected override readonly part = 'AccessGuard';
}

/** Runs the policy and validation stages; bind it last. */
@Injectable()
export class PolicyGuard extends ZeroTrustGuard {
  protected override readonly part = 'PolicyGuard';
}
