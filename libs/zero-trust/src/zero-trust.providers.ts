import { performance } from 'node:perf_hooks';
import type { DynamicModule, InjectionToken, Provider } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { AuditSink } from './audit/audit-sink.port.js';
import { AccessOptions } from './authorization/access/access.options.js';
import { AnswerFilters } from './authorization/fields/answer-filters.js';
import { FieldRules } from './authorization/fields/field-rules.js';
import { ResolvedFieldsOptions } from './authorization/fields/fields.options.js';
import { PermissionGrants } from './authorization/permissions/permission-grants.js';
import { ResolvedPermissionsOptions } from './authorization/permissions/permissions.options.js';
import { Policies } from './authorization/policies/policies.js';
import { ResolvedPoliciesOptions } from './authorization/policies/policies.options.js';
import { PolicyCompiler } from './authorization/policies/policy-compiler.js';
import { PolicyInputs } from './authorization/policies/policy-inputs.js';
import { PolicyRules } from './authorization/policies/rules/policy-rules.js';
import { RuleFiles } from './authorization/policies/rules/rule-files.js';
import { embeddedRelationships } from './authorization/relationships/embedded/embedded-relationships.js';
import { RelationshipEngine } from './authorization/relationships/relationship-engine.port.js';
import { TransactionalWriter } from './authorization/relationships/transactional-writer.port.js';
import { Relationships } from './authorization/relationships/typed/relationships.js';
import { lagOf, RelationshipLag } from './authorization/relationships/outbox/relationship-lag.js';
import { ResourceLoaders } from './authorization/resources/resource-loaders.js';
import { DescribingIssuers } from './authorization/subjects/describing-issuers.js';
import { SubjectDescribers } from './authorization/subjects/subject-describers.js';
import { Subjects } from './authorization/subjects/subjects.js';
import { AuditInterceptor } from './enforcement/audit.interceptor.js';
import { DenialAnswers } from './enforcement/answer-denial.js';
import { DeclaredRoutes } from './enforcement/declared-routes.js';
import { DecisionExplainer } from './enforcement/explain/decision-explainer.js';
import { EnforcementOptions } from './enforcement/enforcement.options.js';
import { ConsumerWatch } from './enforcement/lifecycle/consumer-watch.js';
import { DeprecatedCalls } from './enforcement/lifecycle/deprecated-calls.js';
import { HandBoundGuards } from './enforcement/hand-bound-guards.js';
import { ORIGIN, RequestContexts, SOURCE_ADDRESS } from './enforcement/http/request-contexts.js';
import { createOriginResolver } from './enforcement/http/settle-origin.js';
import { StrayDeclarations } from './enforcement/discovery/stray-declarations.js';
import { SwallowedVersions } from './enforcement/discovery/swallowed-versions.js';
import { RawRouteCheck } from './enforcement/discovery/raw-route-check.js';
import { ForeignHandlers } from './enforcement/discovery/foreign-handlers.js';
import { AccessGuard, AuthenticationGuard, PolicyGuard, ScopesGuard } from './enforcement/part-guards.js';
import { PlanCompiler } from './enforcement/plan-compiler.js';
import { Posture } from './enforcement/posture/posture.js';
import { DenialFilter, ProblemFilter } from './enforcement/problem.filter.js';
import { ReportOnlyCompiler } from './enforcement/report-only/report-only.compiler.js';
import { ReportOnlyLog } from './enforcement/report-only/report-only.log.js';
import { REPORT_ONLY_RULES } from './enforcement/report-only/report-only.options.js';
import { RouteBoot } from './enforcement/route-boot.js';
import { RouteExplorer } from './enforcement/route-explorer.js';
import { RoutePlans } from './enforcement/route-plans.js';
import { ServerBinding } from './enforcement/server-binding.js';
import { STAGES } from './enforcement/stages.js';
import { ZeroTrustGuard } from './enforcement/zero-trust.guard.js';
import {
  MemoryStandingStore,
  MonotonicClock,
  ResolvedStandingOptions,
  Standing,
  StandingJudge,
  StandingReplica,
  StandingStore,
} from './identity/standing/index.js';
import {
  AccessTokenVerifier,
  CallerAuthentication,
  Challenges,
  ClientCertificates,
  createMutualTls,
  HttpFetch,
  IDENTITY_OPTIONS,
  MutualTls,
  ProofOfPossession,
  ResourceMetadata,
  ServicePrincipals,
  TrustedIssuers,
  type ResolvedIdentityOptions,
} from './identity/index.js';
import { Clock } from './kernel/clock.port.js';
import { DeviceRegistry } from './kernel/device-registry.port.js';
import { GeoLocator } from './kernel/geo-locator.port.js';
import { MemoryStateStore } from './kernel/memory-state-store.js';
import { RiskAssessor } from './kernel/risk-assessor.port.js';
import { RouteCatalogue } from './kernel/route-catalogue.port.js';
import { StateStore } from './kernel/state-store.port.js';
import { ConsumerWarnings } from './lifecycle/consumers/consumer-warnings.js';
import { ResolvedConsumersOptions } from './lifecycle/consumers/consumers.options.js';
import { LifecycleOptions } from './lifecycle/lifecycle.options.js';
import type { ResolvedZeroTrustOptions } from './resolve-options.js';
import { RESOLVED_OPTIONS } from './resolved-options.token.js';
import { createAddressResolver, createProxyTest } from './traffic/address/source-address.js';
import { AddressLimiter } from './traffic/limits/address-limiter.js';
import { ResolvedLimitsOptions } from './traffic/limits/limits.options.js';
import { ValidationOptions } from './traffic/validation/validation.options.js';
import { MemoryThrottlerStorage } from './traffic/limits/memory-throttler-storage.js';

/** A model without relations: every `@CanAccess` is then a finding at boot. */
const NO_RELATIONSHIPS = embeddedRelationships({ model: 'model\n  schema 1.1\n\ntype user\n' });

/** Room for the DPoP proofs of a minute at 8,000 requests a second. */
const MAX_STATES = 500_000;

/** Each domain gets its part of the resolved options. */
const OPTION_PROVIDERS: readonly Provider[] = [
  fromOptions(Clock, ({ clock }) => clock),
  fromOptions(IDENTITY_OPTIONS, ({ identity }) => identity),
  fromOptions(ResolvedStandingOptions, ({ standing }) => standing),
  fromOptions(ResolvedPoliciesOptions, ({ policies }) => policies),
  {
    provide: PolicyRules,
    inject: [RESOLVED_OPTIONS],
    useFactory: ({ policies, clock }: ResolvedZeroTrustOptions) =>
      PolicyRules.load({ source: new RuleFiles(policies.rules), clock }),
  },
  fromOptions(GeoLocator, ({ policies }) => policies.geoLocator),
  fromOptions(RiskAssessor, ({ policies }) => policies.riskAssessor),
  fromOptions(DeviceRegistry, ({ policies }) => policies.deviceRegistry),
  fromOptions(DescribingIssuers, ({ identity }) => describingIssuers(identity)),
  fromOptions(ResolvedPermissionsOptions, ({ permissions }) => permissions),
  fromOptions(ResolvedFieldsOptions, ({ fields }) => fields),
  fromOptions(StandingStore, ({ standing, clock }) => standing.store ?? new MemoryStandingStore({ clock })),
  fromOptions(ResolvedLimitsOptions, ({ limits }) => limits),
  fromOptions(LifecycleOptions, ({ sunsets }): LifecycleOptions => ({ sunsets })),
  fromOptions(ResolvedConsumersOptions, ({ lifecycle }) => lifecycle),
  fromOptions(ValidationOptions, ({ maxPayloadValues }): ValidationOptions => ({ maxPayloadValues })),
  fromOptions(AuditSink, ({ audit }) => audit.sink),
  fromOptions(SOURCE_ADDRESS, ({ trustedProxies }) => createAddressResolver(trustedProxies)),
  fromOptions(ORIGIN, ({ publicOrigin, trustedProxies }) =>
    createOriginResolver({ publicOrigin, isTrustedProxy: createProxyTest(trustedProxies) }),
  ),
  fromOptions(MutualTls, ({ identity, clock, trustedProxies }) =>
    createMutualTls({
      options: identity.certificates,
      clock,
      isTrustedProxy: createProxyTest(trustedProxies),
    }),
  ),
  {
    provide: ClientCertificates,
    inject: [MutualTls],
    useFactory: ({ certificates }: MutualTls) => certificates,
  },
  fromOptions(
    StateStore,
    ({ state, clock }) => state.store ?? new MemoryStateStore({ clock, maxEntries: MAX_STATES }),
  ),
  fromOptions(RelationshipEngine, ({ relationships }) => (relationships ?? NO_RELATIONSHIPS).create()),
  fromOptions(TransactionalWriter, ({ relationships }) => relationships?.writer),
  { provide: RelationshipLag, inject: [RelationshipEngine], useFactory: lagOf },
  fromOptions(AccessOptions, (options): AccessOptions => ({
    visibleBy: options.visibleBy,
    hiddenAnswerMs: options.hiddenAnswerMs,
    relationshipContext: options.relationshipContext,
    timeoutMs: options.stageTimeoutMs,
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
  CallerAuthentication,
  ProofOfPossession,
  Standing,
  StandingJudge,
  ZeroTrustGuard,
  AuthenticationGuard,
  ScopesGuard,
  AccessGuard,
  PolicyGuard,
  AuditInterceptor,
  Policies,
  Relationships,
  Posture,
  DecisionExplainer,
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
  ServicePrincipals,
  { provide: MonotonicClock, useValue: () => performance.now() },
  StandingReplica,
  Challenges,
  ResourceMetadata,
  { provide: RouteCatalogue, useClass: DeclaredRoutes },
  DenialAnswers,
  ResourceLoaders,
  SubjectDescribers,
  Subjects,
  PolicyInputs,
  PolicyCompiler,
  PermissionGrants,
  FieldRules,
  AnswerFilters,
  AddressLimiter,
  ProblemFilter,
  DenialFilter,
  fromOptions(REPORT_ONLY_RULES, ({ reportOnly }) => reportOnly),
  ReportOnlyCompiler,
  ReportOnlyLog,
  ConsumerWarnings,
  DeprecatedCalls,
  ConsumerWatch,
  PlanCompiler,
  RouteExplorer,
  HandBoundGuards,
  ForeignHandlers,
  RawRouteCheck,
  StrayDeclarations,
  SwallowedVersions,
  RouteBoot,
  ServerBinding,
];

/** What other modules may inject. */
export const EXPORTED_PROVIDERS: NonNullable<DynamicModule['exports']> = [
  ...PUBLIC_PROVIDERS,
  Clock,
  EnforcementOptions,
  PolicyRules,
  RelationshipEngine,
  RelationshipLag,
  AuditSink,
  StateStore,
];

function fromOptions<T>(
  provide: InjectionToken<T>,
  read: (options: ResolvedZeroTrustOptions) => T | Promise<T>,
): Provider {
  return { provide, inject: [RESOLVED_OPTIONS], useFactory: read };
}

function describingIssuers({ issuers, certificates }: ResolvedIdentityOptions): DescribingIssuers {
  const services = Object.values(certificates?.services ?? {});
  return new DescribingIssuers({
    issuers: issuers.flatMap(({ issuer, describesSubjects }) => (describesSubjects ? [issuer] : [])),
    describesServices: services.some(({ claims }) => Object.keys(claims).length > 0),
  });
}
