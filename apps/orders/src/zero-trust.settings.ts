import type { ZeroTrustAsyncResult } from 'nestjs-zero-trust';
import { geoLocator } from './geo.settings.js';
import { certificateSettings } from './mtls/certificate.settings.js';
import { relationshipSettings } from './relationship.settings.js';
import { RULES_FILE } from './rules-file.js';
import type { Settings } from './settings.module.js';
import { SqlStandingStore } from './standing/sql-standing-store.js';

/** Requests per identity in 15 minutes, by the claim `tier`. */
const TIERS = { free: 100, pro: 1_000, enterprise: 10_000 } as const;

/** How the library guards this API. */
export function zeroTrustSettings(settings: Settings): ZeroTrustAsyncResult {
  const { environment, database, sharedState, clock, auditSink } = settings;
  const { authIssuer, apiAudience, sunsetV1, trustedProxies } = environment;
  return {
    identity: {
      // A service is the same subject, with a token or with a certificate.
      issuers: [{ issuer: authIssuer, audience: apiAudience, sharesSubjects: true }],
      resource: { name: 'Orders' },
      certificates: certificateSettings(environment),
    },
    relationships: relationshipSettings(settings),
    visibleBy: { order: 'viewer' },
    policies: { geoLocator: geoLocator(environment), rules: [RULES_FILE] },
    standing: { store: sharedState?.standingStore ?? new SqlStandingStore(database.db) },
    limits: {
      windowSeconds: 900,
      tiers: TIERS,
      perAddress: { limit: 3_000, windowSeconds: 60 },
      storage: sharedState?.throttlerStorage,
    },
    sunsets: { v1: sunsetV1.toISOString() },
    trustedProxies,
    state: { store: sharedState?.stateStore },
    audit: { sink: auditSink },
    clock,
  };
}
