import type { DynamicModule, Provider } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { AuditSink } from './audit/audit-sink.port.js';
import { AccessOptions } from './authorization/access/access.options.js';
import { Policies } from './authorization/policies/policies.js';
import { embeddedRelationships } from './authorization/relationships/embedded-relationships.js';
import { RelationshipEngine } from './authorization/relationships/relationship-engine.port.js';
import { ResourceLoaders } from './authorization/resources/resource-loaders.js';
import { AuditInterceptor } from './enforcement/audit.interceptor.js';
import { EnforcementOptions } from './enforcement/enforcement.options.js';
import { HandBoundGuards } from './enforcement/hand-bound-guards.js';
import { RequestContexts, SOURCE_ADDRESS } from './enforcement/http/request-contexts.js';
import { MessageHandlers } from './enforcement/message-handlers.js';
import { AccessGuard, AuthenticationGuard, PolicyGuard, ScopesGuard } from './enforcement/part-guards.js';
import { PlanCompiler } from './enforcement/plan-compiler.js';
import { Posture } from './enforcement/posture.js';
import { DenialFilter, ProblemFilter } from './enforcement/problem.filter.js';
import { RouteBoot } from './enforcement/route-boot.js';
import { RouteExplorer } from './enforcement/route-explorer.js';
import { RoutePlans } from './enforcement/route-plans.js';
import { ServerBinding } from './enforcement/server-binding.js';
import { STAGES } from './enforcement/stages.js';
import { ZeroTrustGuard } from './enforcement/zero-trust.guard.js';
import { AccessTokenVerifier, HttpFetch, IDENTITY_OPTIONS, TrustedIssuers } from './identity/index.js';
import { Clock } from './kernel/clock.port.js';
import { LifecycleOptions } from './lifecycle/lifecycle.options.js';
import type { ResolvedZeroTrustOptions } from './resolve-options.js';
import { RESOLVED_OPTIONS } from './resolved-options.token.js';
import { createAddressResolver } from './traffic/address/source-address.js';
import { AddressLimiter } from './traffic/limits/address-limiter.js';
import { ResolvedLimitsOptions } from './traffic/limits/limits.options.js';
import { ValidationOptions } from './traffic/validation/validation.options.js';
import { MemoryThrottlerStorage } from './traffic/limits/memory-throttler-storage.js';

/** A model without relations: every `@CanAccess` is then a finding at boot. */
const NO_RELATIONSHIPS = embeddedRelationships({ model: 'model\n  schema 1.1\n\ntype user\n' });

/** Each domain gets its part of the resolved options. */
const OPTION_PROVIDERS: readonly Provider[] = [
  fromOptions(Clock, ({ clock }) => clock),
  fromOptions(IDENTITY_OPTIONS, ({ identity }) => identity),
  fromOptions(ResolvedLimitsOptions, ({ limits }) => limits),
  fromOptions(LifecycleOptions, ({ sunsets }): LifecycleOptions => ({ sunsets })),
  fromOptions(ValidationOptions, ({ maxPayloadValues }): ValidationOptions => ({ maxPayloadValues })),
  fromOptions(AuditSink, ({ audit }) => audit.sink),
  fromOptions(SOURCE_ADDRESS, ({ trustedProxies }) => createAddressResolver(trustedProxies)),
  fromOptions(RelationshipEngine, ({ relationships }) => (relationships ?? NO_RELATIONSHIPS).create()),
  fromOptions(AccessOptions, ({ visibleBy, stageTimeoutMs }): AccessOptions => ({
    visibleBy,
    timeoutMs: stageTimeoutMs,
  })),
  fromOptions(
    EnforcementOptions,
    ({ global, stageTimeoutMs, maxBodyBytes, rawRoutes }): EnforcementOptions => ({
      global,
      stageTimeoutMs,
      maxBodyBytes,
      rawRoutes,
    }),
  ),
];

/** What applications may inject or bind. */
const PUBLIC_PROVIDERS = [
  AccessTokenVerifier,
  ZeroTrustGuard,
  AuthenticationGuard,
  ScopesGuard,
  AccessGuard,
  PolicyGuard,
  AuditInterceptor,
  Policies,
  Posture,
  // The guards' own dependencies, because Nest makes a hand-bound guard anew in each module that binds it.
  RequestContexts,
  RoutePlans,
];

/** Every provider of the module but the resolved options. */
export const PIPELINE_PROVIDERS: Provider[] = [
  ...OPTION_PROVIDERS,
  ...STAGES.map(({ stage }) => stage),
  ...PUBLIC_PROVIDERS,
  fromOptions(
    ThrottlerStorage,
    ({ limits, clock }) => limits.storage ?? new MemoryThrottlerStorage({ clock }),
  ),
  { provide: HttpFetch, useValue: fetch },
  TrustedIssuers,
  ResourceLoaders,
  AddressLimiter,
  ProblemFilter,
  DenialFilter,
  PlanCompiler,
  RouteExplorer,
  HandBoundGuards,
  MessageHandlers,
  RouteBoot,
  ServerBinding,
];

/** What other modules may inject. */
export const EXPORTED_PROVIDERS: NonNullable<DynamicModule['exports']> = [
  ...PUBLIC_PROVIDERS,
  Clock,
  EnforcementOptions,
  RelationshipEngine,
  AuditSink,
];

function fromOptions<T>(
  provide: symbol,
  read: (options: ResolvedZeroTrustOptions) => T | Promise<T>,
): Provider {
  return { provide, inject: [RESOLVED_OPTIONS], useFactory: read };
}
