import 'reflect-metadata';

export {
  ZeroTrustModule,
  type ZeroTrustAsyncOptions,
  type ZeroTrustAsyncResult,
  type ZeroTrustOptionsFactory,
} from './zero-trust.module.js';
export type { ZeroTrustOptions } from './zero-trust.options.js';

export { Clock } from './kernel/clock.port.js';
export {
  DENIAL_CODES,
  SETUP_CODES,
  type DenialCode,
  type SetupCode,
  type ZeroTrustErrorCode,
} from './kernel/codes.js';
export type { Allow, Decision, Deny, DenialKind, Evidence, InputProblem } from './kernel/decision.js';
export {
  AccessDeniedError,
  BootError,
  DependencyUnavailableError,
  InvalidRequestError,
  ZeroTrustError,
  type Finding,
} from './kernel/errors.js';
export type { AttributeValue } from './kernel/attribute-value.js';
export type { ClaimPath } from './kernel/claim-path.js';
export type { ClientCertificate } from './kernel/client-certificate.js';
export type { InboundRequest } from './kernel/inbound-request.js';
export type { MaybePromise } from './kernel/maybe-promise.js';
export type { Actor, Principal } from './kernel/principal.js';
export { Public } from './kernel/public.decorator.js';
export { RequestContext } from './kernel/request-context.js';
export { DeviceRegistry, type Device } from './kernel/device-registry.port.js';
export { GeoLocator, type GeoLocation } from './kernel/geo-locator.port.js';
export { RiskAssessor } from './kernel/risk-assessor.port.js';
export type { SubjectDescriber, SubjectDescription } from './kernel/subject-describer.port.js';
export type { ResourceAttributes, ResourceLoader } from './kernel/resource-loader.port.js';
export { checkStateEntry, checkStateIncrement, checkStateKey } from './kernel/check-state-input.js';
export { MemoryStateStore, type MemoryStateStoreOptions } from './kernel/memory-state-store.js';
export {
  StateStore,
  type StateCounter,
  type StateEntry,
  type StateIncrement,
} from './kernel/state-store.port.js';

export {
  AccessTokenVerifier,
  checkStandingWrite,
  CurrentPrincipal,
  Services,
  type CertificateOptions,
  type ForwardedCertificateHeader,
  type ServiceGrant,
  type ServiceNameKind,
  type TlsListenerOptions,
  ProofOfPossession,
  SenderConstrained,
  StepUp,
  MemoryStandingStore,
  Standing,
  StandingStore,
  type DpopOptions,
  type IdentityOptions,
  type IntrospectionOptions,
  type IssuerOptions,
  type LocalKeySet,
  type ResourceOptions,
  type StepUpOptions,
  LoginProtection,
  type LoginAccepted,
  type LoginAttempt,
  type LoginProtectionOptions,
  type LoginRefused,
  type LoginRejected,
  type LoginVerdict,
  type MemoryStandingStoreOptions,
  type StandingChange,
  type StandingOptions,
  type StandingPage,
  type StandingTarget,
  type StandingWrite,
  type SubjectStanding,
  type TokenRevocation,
  type TokenTarget,
  type Verdict,
  ServiceTokenClient,
  ServiceTokenClientModule,
  type ServiceCertificateFiles,
  type ServiceRequestInit,
  type ServiceTarget,
  type ServiceToken,
  type ServiceTokenClientOptions,
  type ServiceTokenInit,
} from './identity/index.js';

export { Accessible } from './authorization/access/accessible/accessible.decorator.js';
export { AccessibleObjects } from './authorization/access/accessible/accessible-objects.js';
export {
  CanAccess,
  NoObjectCheck,
  type CanAccessOptions,
  type ObjectIdFunction,
  type ObjectIdSource,
} from './authorization/access/can-access.decorator.js';
export type { ConditionContext, ConditionContextInput } from './authorization/access/condition-context.js';
export { ObjectHiddenError } from './authorization/access/object-hidden.error.js';
export type { FieldRule, RelationRule } from './authorization/fields/field-rule.js';
export type { FieldsOptions } from './authorization/fields/fields.options.js';
export { Represents } from './authorization/fields/represents.decorator.js';
export { Returns, ReturnsUnfiltered, type ReturnedShape } from './kernel/returns.decorator.js';
export { Visible } from './authorization/fields/visible.decorator.js';
export { Writable } from './authorization/fields/writable.decorator.js';
export { Permissions } from './authorization/permissions/permissions.decorator.js';
export type { PermissionsOptions } from './authorization/permissions/permissions.options.js';
export { Resource, Resources } from './authorization/access/resource.decorator.js';
export {
  denied,
  permit,
  type AccessPolicy,
  type PolicyClass,
  type PolicyEnvironment,
  type PolicyInput,
  type PolicyResult,
} from './authorization/policies/access-policy.js';
export { Action } from './authorization/policies/action.decorator.js';
export { allOf } from './authorization/policies/combinators/all-of.js';
export { anyOf } from './authorization/policies/combinators/any-of.js';
export { not } from './authorization/policies/combinators/not.js';
export type { FilteredObjects } from './authorization/policies/filtered-objects.js';
export type {
  LogObligation,
  MaskObligation,
  Obligation,
  StepUpObligation,
} from './authorization/policies/obligation.js';
export type { PoliciesOptions } from './authorization/policies/policies.options.js';
export type {
  CompiledPolicy,
  PolicyDefinition,
  PolicyScope,
  PolicyTerm,
  PolicyVerdict,
} from './authorization/policies/policy-definition.js';
export type {
  PolicyObject,
  PolicySubject,
  SubjectAttributes,
} from './authorization/policies/policy-input.js';
export {
  BusinessHours,
  type BusinessHoursOptions,
  type Weekday,
} from './authorization/policies/ready-made/business-hours.policy.js';
export { GeoFence, type GeoFenceOptions } from './authorization/policies/ready-made/geo-fence.policy.js';
export { HasPermission } from './authorization/policies/ready-made/has-permission.policy.js';
export { HasRole } from './authorization/policies/ready-made/has-role.policy.js';
export { HasScope } from './authorization/policies/ready-made/has-scope.policy.js';
export { MaximumRisk } from './authorization/policies/ready-made/maximum-risk.policy.js';
export {
  MinimumClearance,
  type MinimumClearanceOptions,
} from './authorization/policies/ready-made/minimum-clearance.policy.js';
export { OwnerOr } from './authorization/policies/ready-made/owner-or.policy.js';
export { SelfOr, type SelfOrOptions } from './authorization/policies/ready-made/self-or.policy.js';
export { TrustedDevice } from './authorization/policies/ready-made/trusted-device.policy.js';
export type {
  AttributeType,
  ClaimAttribute,
  ClaimsMapping,
} from './authorization/subjects/claims-mapping.js';
export { DescribesSubjects } from './authorization/subjects/describes-subjects.decorator.js';
export { Policies } from './authorization/policies/policies.js';
export { Policy } from './authorization/policies/policy.decorator.js';
export {
  PolicyRules,
  type RejectedRules,
  type RulesStatus,
} from './authorization/policies/rules/policy-rules.js';
export { rule } from './authorization/policies/rules/rule.js';
export type { CommitListener } from './authorization/relationships/commit-listener.port.js';
export { embeddedRelationships } from './authorization/relationships/embedded/embedded-relationships.js';
export type { EmbeddedRelationshipsOptions } from './authorization/relationships/embedded/embedded-relationships.options.js';
export {
  RelationshipEngine,
  type BatchCheckResult,
  type CheckQuery,
  type CheckResult,
  type ConsistencyToken,
  type Explanation,
  type ExplanationNode,
  type ListObjectsQuery,
  type ListSubjectsQuery,
  type QuestionContext,
  type RelationshipQuestionOptions,
  type RelationshipRequestOptions,
  type TupleChange,
  type TupleFilter,
  type WriteOptions,
  type WriteResult,
} from './authorization/relationships/relationship-engine.port.js';
export {
  OutboxClaimLostError,
  type Outbox,
  type OutboxClaim,
  type OutboxClaimRequest,
  type OutboxEntry,
  type OutboxLag,
  type EntryFilter,
  type OutboxSettlement,
  type Undelivered,
  type UndeliveredRequest,
} from './authorization/relationships/outbox/outbox.port.js';
export {
  reconcileRelationships,
  type ReconcileOptions,
  type ReconcileProgress,
  type ReconcileReport,
} from './authorization/relationships/outbox/reconcile.js';
export { RelationshipLag } from './authorization/relationships/outbox/relationship-lag.js';
export type { TupleLedger } from './authorization/relationships/outbox/tuple-ledger.port.js';
export { withOutbox } from './authorization/relationships/outbox/with-outbox.js';
export type { WithOutboxOptions } from './authorization/relationships/outbox/with-outbox.options.js';
export {
  RelationshipError,
  type RelationshipErrorReason,
} from './authorization/relationships/relationship-error.js';
export type { RelationshipsOption } from './authorization/relationships/relationships-option.js';
export type { TransactionalWriter } from './authorization/relationships/transactional-writer.port.js';
export type { Tuple, TupleCondition } from './authorization/relationships/tuple.js';
export type { RelationTuples, TupleStore } from './authorization/relationships/tuples/tuple-store.port.js';
export type {
  TupleStoreLoading,
  TupleStoreSource,
} from './authorization/relationships/tuples/tuple-store-source.js';
export type {
  Conditioned,
  Derived,
  Direct,
  QuestionOf,
  RelationshipModel,
  TupleOf,
} from './authorization/relationships/typed/relationship-model.js';
export { Relationships } from './authorization/relationships/typed/relationships.js';
export { LoadsResource } from './authorization/resources/loads-resource.decorator.js';
export { ScopeMissingError } from './authorization/scopes/insufficient-scope.js';
export { Scopes } from './authorization/scopes/scopes.decorator.js';

export type { LimitsOptions } from './traffic/limits/limits.options.js';
export { Consumes } from './traffic/validation/consumes.decorator.js';
export { Deprecated, type DeprecatedOptions } from './lifecycle/deprecated.decorator.js';
export { Sunset, type SunsetOptions } from './lifecycle/sunset.decorator.js';
export type { BrownoutWindow, SunsetDates, Sunsets } from './lifecycle/sunsets.js';
export type { CallerKind } from './lifecycle/consumers/consumer-tallies.js';
export type { ConsumerWarning } from './lifecycle/consumers/consumer-warning.js';
export type { ConsumersOptions } from './lifecycle/consumers/consumers.options.js';
export type { Consumer } from './lifecycle/consumers/deprecated-call.js';
export type {
  CallerRow,
  DeprecatedRouteRow,
  LifecycleReport,
} from './lifecycle/consumers/lifecycle-report.js';
export { WeakerThan, type WeakerThanOptions } from './lifecycle/weaker-than.decorator.js';
export { DeniedOutsideHttp } from './kernel/denied-outside-http.decorator.js';

export {
  AuditSink,
  type AuditFollower,
  type FollowedRecords,
  type TakeRecord,
} from './audit/audit-sink.port.js';
export type { AuditEntry } from './audit/audit-entry.js';
export type { AuditRecord, RecordedWouldDeny, StageVerdict } from './audit/audit-record.js';
export type {
  AskedRelationship,
  ExplainedDecision,
  ExplainedStage,
} from './audit/explain/explained-decision.js';
export type { AnsweredDecision, AnsweredStage } from './audit/explain/answer-questions.js';
export type { WouldDenyRow } from './audit/would-deny-summary.js';
export type { ExplainedRelationship } from './authorization/relationships/explained-relationship.js';
export { DecisionExplainer, type DecisionExplanation } from './enforcement/explain/decision-explainer.js';
export { ReportOnly, type ReportOnlyScope } from './enforcement/report-only/report-only.decorator.js';
export type {
  ReportableStage,
  ReportOnlyControl,
  ReportOnlyRule,
} from './enforcement/report-only/report-only.options.js';
export { jsonLinesFile } from './audit/json-lines-audit-sink.js';

export { AuditInterceptor } from './enforcement/audit.interceptor.js';
export { AccessGuard, AuthenticationGuard, PolicyGuard, ScopesGuard } from './enforcement/part-guards.js';
export { comparePostures, type PostureChange } from './enforcement/posture/compare-postures.js';
export { Posture } from './enforcement/posture/posture.js';
export type {
  HandlerKind,
  ReportOnlyPosture,
  RoutePosture,
  WeakerThanPosture,
} from './enforcement/posture/route-posture.js';
export type { Problem } from './enforcement/problem.js';
export { ZeroTrustGuard } from './enforcement/zero-trust.guard.js';
