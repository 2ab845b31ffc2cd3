import { permissionFindings } from './authorization/permissions/permission-findings.js';
import { identityFindings } from './identity/identity-findings.js';
import type { IssuerOptions } from './identity/issuer.options.js';
import type { Finding } from './kernel/errors.js';
import { DEFAULT_LIMITS } from './traffic/limits/limits.options.js';
import type { ZeroTrustOptions } from './zero-trust.options.js';

type Tiers = Readonly<Record<string, number>>;

/** What the form of each option alone cannot tell: options that contradict each other, also across domains. */
export function optionFindings(options: ZeroTrustOptions): readonly Finding[] {
  const { identity, limits } = options;
  const tiers = limits?.tiers ?? DEFAULT_LIMITS.tiers;
  return [
    ...identityFindings(identity),
    ...unheardCertificates(options),
    ...unmanageable(options),
    ...permissionFindings(options.permissions),
    ...identity.issuers.flatMap((issuer, index) =>
      tiersWithoutLimit(issuer, tiers).map((tier) => limitlessTier(index, tier)),
    ),
  ];
}

/** A header that nobody is believed in would leave every service out, and only say so to the services. */
function unheardCertificates({ identity, trustedProxies = [] }: ZeroTrustOptions): readonly Finding[] {
  if (identity.certificates?.forwardedHeader === undefined || trustedProxies.length > 0) return [];
  const problem = 'is set, but there is no proxy that it would be believed from';
  const remedy = "Name the gateways in 'trustedProxies', or remove forwardedHeader.";
  return [{ where: 'options.identity.certificates.forwardedHeader', problem, remedy }];
}

/** Of several issuers none manages everybody unless it is said; with none, the endpoints would refuse everybody. */
function unmanageable({ identity, management }: ZeroTrustOptions): readonly Finding[] {
  const { issuers, certificates } = identity;
  const isNamed = issuers.length === 1 || issuers.some(({ scopes }) => scopes?.some(mayManage));
  const isService = Object.values(certificates?.services ?? {}).some(({ scopes }) => scopes.some(mayManage));
  if (management !== true || isNamed || isService) return [];
  const problem = 'is set, but no issuer may grant security:read or security:admin';
  const remedy =
    "Set 'scopes' of the issuer of your administrators, to ['*'] or with security:admin among them.";
  return [{ where: 'options.management', problem, remedy }];
}

/** Whether what an issuer may grant holds scopes of the management endpoints. */
function mayManage(scope: string): boolean {
  return scope.startsWith('security:') || (scope.endsWith('*') && 'security:'.startsWith(scope.slice(0, -1)));
}

/** Whoever has such a tier would silently get the limit of another one. */
function tiersWithoutLimit({ tiers = [], defaultTier }: IssuerOptions, limited: Tiers): readonly string[] {
  const named = defaultTier === undefined ? tiers : [...tiers, defaultTier];
  return [...new Set(named)].filter((tier) => !Object.hasOwn(limited, tier));
}

function limitlessTier(index: number, tier: string): Finding {
  const problem = `names the tier ${tier}, which has no limit`;
  const remedy = "Add it to 'limits.tiers', or correct its name.";
  return { where: `options.identity.issuers[${index}]`, problem, remedy };
}
