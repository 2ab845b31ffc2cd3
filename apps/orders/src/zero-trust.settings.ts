import type { Sunsets, ZeroTrustAsyncResult } from 'nestjs-zero-trust';
import { documentationRoutes } from 'nestjs-zero-trust/swagger';
import { DOCS_PATH } from './docs/serve-docs.js';
import { geoLocator } from './geo.settings.js';
import { certificateSettings } from './mtls/certificate.settings.js';
import { relationshipSettings } from './relationship.settings.js';
import { RULES_FILE } from './rules-file.js';
import type { OrdersEnvironment } from './orders.tokens.js';
import type { Settings } from './settings.module.js';
import { SqlStandingStore } from './standing/sql-standing-store.js';

/** Requests per identity in 15 minutes, by the claim `tier`. */
const TIERS = { free: 100, pro: 1_000, enterprise: 10_000 } as const;

/** How the library guards this API. */
export function zeroTrustSettings(settings: Settings): ZeroTrustAsyncResult {
  const { environment, database, sharedState, clock, auditSink } = settings;
  const { authIssuer, apiAudience, trustedProxies } = environment;
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
    sunsets: sunsetsOf(environment),
    rawRoutes: documentationRoutes(DOCS_PATH, 'the description of the API is for everybody'),
    trustedProxies,
    state: { store: sharedState?.stateStore },
    audit: { sink: auditSink },
    clock,
  };
}

/** When version 1 was deprecated. */
const V1_DEPRECATED = new Date('2026-01-01T00:00:00Z');

/** A version that ends is deprecated by then (RFC 9745 §4), also where its end was set to a day before. */
function sunsetsOf({ sunsetV1, sunsetV1Brownouts }: OrdersEnvironment): Sunsets {
  const deprecated = sunsetV1 < V1_DEPRECATED ? sunsetV1 : V1_DEPRECATED;
  return {
    v1: { date: sunsetV1.toISOString(), brownouts: sunsetV1Brownouts },
    'v1-deprecated': deprecated.toISOString(),
  };
}
