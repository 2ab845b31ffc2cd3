import { Inject, Injectable } from '@nestjs/common';
import type { InboundRequest } from '../kernel/inbound-request.js';
import type { MaybePromise } from '../kernel/maybe-promise.js';
import { AccessTokenVerifier, type Verdict } from './access-token-verifier.js';
import { ServicePrincipals } from './certificates/service-principals.js';

/** Says who is calling, by token or by client certificate: the same for every way in. */
@Injectable()
export class CallerAuthentication {
  constructor(
    @Inject(AccessTokenVerifier) private readonly verifier: AccessTokenVerifier,
    @Inject(ServicePrincipals) private readonly services: ServicePrincipals,
  ) {}

  /** Whether a certificate alone may be enough. */
  get takesCertificates(): boolean {
    return this.services.isOpen;
  }

  /**
   * Judges what a request shows. A certificate that counts for nothing refuses it whatever its token; a good one speaks
   * for the caller where there is no token.
   *
   * @returns the principal, or a deny: those of {@link AccessTokenVerifier.verify}, `ZT_CERTIFICATE_INVALID` and
   * `ZT_SERVICE_UNKNOWN` (both 401)
   */
  authenticate(request: InboundRequest): MaybePromise<Verdict> {
    const byCertificate = this.services.isConfigured ? this.services.judge(request) : undefined;
    return byCertificate ?? this.verifier.verify(request.header('authorization'), request.sourceAddress);
  }
}
