import { Inject, Injectable } from '@nestjs/common';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { Deny } from '../../kernel/decision.js';
import { frozenSet } from '../../kernel/frozen-set.js';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import { sealPrincipal } from '../../kernel/per-principal.js';
import { principalKey, type Authentication, type Principal } from '../../kernel/principal.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { certificateRefused, serviceUnknown } from './certificate-refusals.js';
import type { ResolvedCertificateOptions, ServiceGrant } from './certificates.options.js';
import { allNames, findServiceName, namesOf } from './service-names.js';
import { trustDomainOf } from './spiffe-id.js';

/** What a certificate says about the caller. */
export type CertificateVerdict =
  { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly denial: Deny };

/** Issuers of principals that are known by such a name only; no URL, so that no token's issuer can be called the same. */
const ISSUERS = { dns: 'x509:dns', 'common-name': 'x509:common-name' } as const;

const NO_SIGN_IN: Authentication = Object.freeze({
  acr: undefined,
  amr: Object.freeze([]),
  time: undefined,
});

/** Who is calling, if the caller shows a certificate and no token. */
@Injectable()
export class ServicePrincipals {
  readonly #options: ResolvedCertificateOptions | undefined;
  /** Whether some service may call without a token. */
  readonly #isOpen: boolean;
  readonly #principals = new WeakMap<ClientCertificate, Principal>();
  readonly #named = new WeakMap<ClientCertificate, readonly Principal[]>();

  constructor(@Inject(IDENTITY_OPTIONS) { certificates }: ResolvedIdentityOptions) {
    this.#options = certificates;
    this.#isOpen = Object.keys(certificates?.services ?? {}).length > 0;
  }

  /** Whether certificates have any bearing on who is calling. */
  get isConfigured(): boolean {
    return this.#options !== undefined;
  }

  /** Whether a certificate alone may make a principal. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @returns the verdict, or `undefined` if the token decides */
  judge(request: InboundRequest): CertificateVerdict | undefined {
    const { clientCertificate: certificate, clientCertificateFault: fault } = request;
    if (fault !== undefined) return { ok: false, denial: certificateRefused(fault) };
    if (certificate === undefined || !this.#isOpen || request.header('authorization').length > 0)
      return undefined;
    const principal = this.#principals.get(certificate) ?? this.admit(certificate);
    if (principal === undefined) return { ok: false, denial: serviceUnknown(allNames(certificate)) };
    return { ok: true, principal };
  }

  /** Every service that a certificate names, whether it may call without a token or not: all whose standing counts. */
  named(certificate: ClientCertificate): readonly Principal[] {
    const known = this.#named.get(certificate);
    if (known !== undefined) return known;
    const { serviceName } = this.#options as ResolvedCertificateOptions;
    const found = namesOf(certificate, serviceName).map((name) => this.principalNamed(name, certificate));
    this.#named.set(certificate, found);
    return found;
  }

  private admit(certificate: ClientCertificate): Principal | undefined {
    const { services, serviceName: kind } = this.#options as ResolvedCertificateOptions;
    const wanted = (name: string): boolean => Object.hasOwn(services, name);
    const name = findServiceName(certificate, { kind, wanted });
    if (name === undefined) return undefined;
    const principal = this.principalNamed(name, certificate);
    this.#principals.set(certificate, principal);
    return principal;
  }

  /** One that nothing is granted to is called by its name. */
  private principalNamed(name: string, certificate: ClientCertificate): Principal {
    const { services, serviceName: kind, subjectType } = this.#options as ResolvedCertificateOptions;
    const issuer = kind === 'spiffe' ? trustDomainOf(name) : ISSUERS[kind];
    const granted = Object.hasOwn(services, name) ? services[name] : undefined;
    const grant = granted ?? { subject: name, clientId: name, scopes: [], claims: {} };
    return toPrincipal(grant, { issuer, subjectType, certificate });
  }
}

interface Particulars {
  readonly issuer: string;
  readonly subjectType: string;
  readonly certificate: ClientCertificate;
}

function toPrincipal(
  grant: Required<ServiceGrant>,
  { issuer, subjectType, certificate }: Particulars,
): Principal {
  const { subject, clientId, scopes, claims } = grant;
  return sealPrincipal({
    credential: 'certificate',
    issuer,
    subject,
    key: principalKey(issuer, subject),
    graphSubject: `${subjectType}:${subject}`,
    clientId,
    scopes: frozenSet(scopes),
    tokenId: undefined,
    issuedAt: certificate.issuedAt,
    expiresAt: certificate.expiresAt,
    authentication: NO_SIGN_IN,
    confirmation: Object.freeze({ x5tS256: certificate.thumbprint }),
    actor: undefined,
    claims,
  });
}
