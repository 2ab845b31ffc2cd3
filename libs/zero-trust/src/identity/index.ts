export { AccessTokenVerifier, type Verdict } from './access-token-verifier.js';
export { AuthenticateStage } from './authenticate.stage.js';
export { CallerAuthentication } from './caller-authentication.js';
export {
  CheckServicesStage,
  ClientCertificates,
  createMutualTls,
  MutualTls,
  ServicePrincipals,
  Services,
  type CertificateOptions,
  type ForwardedCertificateHeader,
  type PresentedCertificate,
  type ServiceGrant,
  type ServiceNameKind,
  type TlsListenerOptions,
} from './certificates/index.js';
export { CurrentPrincipal } from './current-principal.decorator.js';
export {
  IDENTITY_DEFAULTS,
  IDENTITY_OPTIONS,
  resolveIdentityOptions,
  type IdentityOptions,
  type ResolvedIdentityOptions,
} from './identity.options.js';
export type { IntrospectionOptions } from './introspection/introspection.options.js';
export type { IssuerOptions, LocalKeySet, ResolvedIssuerOptions } from './issuer.options.js';
export { isAcceptableIssuerUrl } from './issuer-url.js';
export { HttpFetch } from './keys/http-fetch.port.js';
export type { RejectedKey } from './keys/key-set.js';
export { TrustedIssuers, type TrustedIssuer } from './keys/trusted-issuers.js';
export {
  checkStandingWrite,
  CheckStandingStage,
  MAX_ISSUER_LENGTH,
  MAX_NAME_LENGTH,
  MemoryStandingStore,
  MonotonicClock,
  ResolvedStandingOptions,
  resolveStandingOptions,
  Standing,
  StandingJudge,
  StandingReplica,
  StandingStore,
  type MemoryStandingStoreOptions,
  type StandingChange,
  type StandingOptions,
  type StandingPage,
  type StandingTarget,
  type StandingWrite,
  type SubjectStanding,
  type TokenRevocation,
  type TokenTarget,
} from './standing/index.js';
export { StepUp, type StepUpOptions } from './freshness/step-up.decorator.js';
export type { DpopOptions } from './possession/possession.options.js';
export { ProofOfPossession } from './possession/proof-of-possession.js';
export { SenderConstrained } from './possession/sender-constrained.decorator.js';
export { Challenges } from './resource-metadata/challenges.js';
export { ResourceMetadata, type ResourceMetadataDocument } from './resource-metadata/resource-metadata.js';
export { ResourceMetadataController } from './resource-metadata/resource-metadata.controller.js';
export type { ResourceOptions } from './resource-metadata/resource.options.js';
export {
  DEFAULT_SIGNING_ALGORITHMS,
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from './signing-algorithms.js';
export type {
  LoginAccepted,
  LoginAttempt,
  LoginRefused,
  LoginRejected,
  LoginVerdict,
} from './login/login-attempt.js';
export { LoginProtection } from './login/login-protection.js';
export type { LoginProtectionOptions } from './login/login-protection.options.js';
export {
  ServiceTokenClient,
  ServiceTokenClientModule,
  type ServiceCertificateFiles,
  type ServiceRequestInit,
  type ServiceTarget,
  type ServiceToken,
  type ServiceTokenClientOptions,
  type ServiceTokenInit,
} from './outgoing/index.js';
