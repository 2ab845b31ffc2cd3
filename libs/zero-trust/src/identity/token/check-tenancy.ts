import type { ResolvedIssuerOptions } from '../issuer.options.js';
import type { JsonObject } from './strict-json.js';
import { tenantRefused, tierRefused, tokenRefused } from './token-refusals.js';

/** What an issuer may say of tier and tenant. */
export type TenancyRules = Pick<
  ResolvedIssuerOptions,
  'defaultTier' | 'requiresTenant' | 'tenants' | 'tiers'
>;

/**
 * Holds `tier` and `tenant` of a token against what its issuer may say, and fills in the tier of tokens that name none.
 *
 * @throws AccessDeniedError `ZT_TIER_REFUSED`, `ZT_TENANT_REFUSED`, `ZT_TOKEN_INVALID`
 */
export function checkTenancy(claims: JsonObject, rules: TenancyRules): JsonObject {
  checkTenant(claims, rules);
  const { tiers, defaultTier } = rules;
  if (tiers === undefined && defaultTier === undefined) return claims;
  const tier = named(claims, 'tier');
  if (tier === undefined) return defaultTier === undefined ? claims : { ...claims, tier: defaultTier };
  if (tiers?.includes(tier) === false) throw tierRefused('tier is none of those that the issuer may give');
  return claims;
}

function checkTenant(claims: JsonObject, { tenants, requiresTenant }: TenancyRules): void {
  if (tenants === undefined && !requiresTenant) return;
  const tenant = named(claims, 'tenant');
  if (tenant === undefined) {
    if (requiresTenant) throw tenantRefused('tenant is missing');
    return;
  }
  if (tenants?.includes(tenant) === false)
    throw tenantRefused('tenant is none of those that the issuer may speak for');
}

function named(claims: JsonObject, name: 'tenant' | 'tier'): string | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (typeof value !== 'string' || value === '') {
    throw tokenRefused('claims', `${name} is not a string of at least one character`);
  }
  return value;
}
