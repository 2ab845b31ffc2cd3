import type { ZeroTrustOptions } from 'nestjs-zero-trust';
import { relationshipSettings } from './relationship.settings.js';
import type { Settings } from './settings.module.js';

/** Requests per identity in 15 minutes, by the claim `tier`. */
const TIERS = { free: 100, pro: 1_000, enterprise: 10_000 } as const;

/** How the library guards this API. */
export function zeroTrustSettings(settings: Settings): Omit<ZeroTrustOptions, 'global'> {
  const { environment, sharedState, clock, auditSink } = settings;
  const { authIssuer, apiAudience, sunsetV1, trustedProxies } = environment;
  return {
    identity: { issuers: [{ issuer: authIssuer, audience: apiAudience }] },
    relationships: relationshipSettings(settings),
    visibleBy: { order: 'viewer' },
    limits: {
      windowSeconds: 900,
      tiers: TIERS,
      perAddress: { limit: 3_000, windowSeconds: 60 },
      storage: sharedState?.throttlerStorage,
    },
    sunsets: { v1: sunsetV1.toISOString() },
    trustedProxies,
    audit: { sink: auditSink },
    clock,
  };
}
