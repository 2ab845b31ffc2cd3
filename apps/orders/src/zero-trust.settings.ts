import { embeddedRelationships, type ZeroTrustOptions } from 'nestjs-zero-trust';
import { readStoredTuples } from './database/stored-tuples.js';
import type { Settings } from './settings.module.js';

const MODEL_FILE = new URL('../order-model.fga', import.meta.url);

/** Requests per identity in 15 minutes, by the claim `tier`. */
const TIERS = { free: 100, pro: 1_000, enterprise: 10_000 } as const;

/** How the library guards this API. */
export function zeroTrustSettings(settings: Settings): Omit<ZeroTrustOptions, 'global'> {
  const { environment, database, clock, auditSink } = settings;
  const { authIssuer, apiAudience, sunsetV1, trustedProxies } = environment;
  return {
    identity: { issuers: [{ issuer: authIssuer, audience: apiAudience }] },
    relationships: embeddedRelationships({
      modelFile: MODEL_FILE,
      tuples: () => readStoredTuples(database.db),
    }),
    visibleBy: { order: 'viewer' },
    limits: { windowSeconds: 900, tiers: TIERS, perAddress: { limit: 3_000, windowSeconds: 60 } },
    sunsets: { v1: sunsetV1.toISOString() },
    trustedProxies,
    audit: { sink: auditSink },
    clock,
  };
}
