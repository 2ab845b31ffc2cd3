import type { MemoryAuditSink } from '../../audit/memory-audit-sink.js';
import type { Clock } from '../../kernel/clock.port.js';
import { resolveOptions, type ResolvedZeroTrustOptions } from '../../resolve-options.js';
import type { ZeroTrustOptions } from '../../zero-trust.options.js';
import type { TestAppOptions } from './test-app.options.js';
import type { TestCertificates } from './test-certificates.js';
import type { TestIssuers } from './test-issuers.js';

/** What surrounds an application under test. */
export interface TestWorld {
  readonly clock: Clock;
  readonly audit: MemoryAuditSink;
  readonly issuers: TestIssuers;
  readonly certificates: TestCertificates;
  /** What the test replaces. */
  readonly options: TestAppOptions['options'];
}

/**
 * The application's own options, but for what would reach out of this process or last longer than the test.
 *
 * @throws {@link BootError} `ZT_OPTIONS_INVALID`, as the application itself would
 */
export async function optionsInWorld(
  own: ZeroTrustOptions,
  world: TestWorld,
): Promise<ResolvedZeroTrustOptions> {
  const { options, issuers, certificates } = world;
  const tested = typeof options === 'function' ? options(own) : options;
  const resolved = resolveOptions({
    ...withoutSurroundings(own),
    audit: { sink: world.audit },
    ...tested,
    clock: world.clock,
  });
  const { identity } = resolved;
  const inProcess = {
    issuers: await issuers.standInFor(identity.issuers),
    certificates: identity.certificates && (await certificates.standInFor(identity.certificates)),
  };
  return Object.freeze({ ...resolved, identity: Object.freeze({ ...identity, ...inProcess }) });
}

/** Everything that instances share is in memory. */
function withoutSurroundings(own: ZeroTrustOptions): ZeroTrustOptions {
  const { relationships, limits, standing, state } = own;
  return {
    ...own,
    relationships: relationships?.inMemory?.() ?? relationships,
    limits: limits && { ...limits, storage: undefined },
    standing: standing && { ...standing, store: undefined },
    state: state && { ...state, store: undefined },
  };
}
