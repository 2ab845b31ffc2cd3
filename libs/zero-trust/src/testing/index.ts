export { AccessMatrixError } from './access-matrix/access-matrix.error.js';
export type { AccessMatrix, MatrixCell, MatrixRoute } from './access-matrix/access-matrix.js';
export type {
  AccessMatrixOptions,
  MatrixIdentity,
  MatrixObject,
  MatrixRequest,
} from './access-matrix/access-matrix.options.js';
export { accessMatrix } from './access-matrix/make-access-matrix.js';
export type { CalledObject } from './access-matrix/object-standing.js';
export type { ObjectSlot } from './access-matrix/object-slots.js';
export { memoryAuditSink, type MemoryAuditSink } from '../audit/memory-audit-sink.js';
export { badCredentials, type BadCredential } from './bad-tokens.js';
export { createDpopKey, dpopProof, type DpopKey, type DpopProofRequest } from './dpop-proof.js';
export { policyContract, type ContractPolicy, type PolicyContract } from './policy.contract.js';
export {
  standingStoreContract,
  type StandingStoreContract,
  type StandingStoreUnderTest,
} from './standing-store.contract.js';
export type {
  CertificateAuthority,
  CertificateRequest,
  IssuedCertificate,
  Validity,
} from './certificate-authority.js';
export { createCertificateAuthority } from './create-certificate-authority.js';
export {
  stateStoreContract,
  type StateStoreContract,
  type StateStoreUnderTest,
} from './state-store.contract.js';
export {
  throttlerStorageContract,
  type ThrottlerStorageContract,
  type ThrottlerStorageUnderTest,
} from './throttler-storage.contract.js';
export type { IntrospectionRequest } from './issued-tokens.js';
export type { IssuerAlgorithm, IssuerKey, PublishedJwk } from './token-issuer-keys.js';
export type { IssuerAnswer, IssuerDocument } from './token-issuer-server.js';
export { createVerifier, type VerifierOptions } from './token-issuer-verifier.js';
export {
  createTokenIssuer,
  TEST_AUDIENCE,
  type TokenIssuer,
  type RawToken,
  type TokenIssuerOptions,
  type TokenRequest,
} from './token-issuer.js';
export { judgePolicy, type JudgePolicyOptions } from './judge-policy.js';
export { policyInput, type PolicyInputDifferences } from './policy-inputs.js';
export { frozenClock, type FrozenClock, type Instant } from './test-app/frozen-clock.js';
export type { TestHeaders, TestRequest, TestResponse } from './test-app/http-exchange.js';
export { startTestApp } from './test-app/start-test-app.js';
export type { TestApp } from './test-app/test-app.js';
export { TestAppError } from './test-app/test-app.error.js';
export type { TestAppOptions, TestedOptions } from './test-app/test-app.options.js';
export type { CallerOptions, RequestParts, TestCaller } from './test-app/test-caller.js';
export type { TestCertificate } from './test-app/test-certificates.js';
export type { TupleLines } from './test-app/tuple-lines.js';
export { auditSinkContract, type AuditSinkContract, type AuditSinkUnderTest } from './audit-sink.contract.js';
export { outboxContract, type OutboxContract, type OutboxUnderTest } from './outbox.contract.js';
export {
  relationshipEngineContract,
  type ContractFeature,
  type ContractTestApi,
  type InapplicableFeature,
  type RelationshipEngineContract,
} from './relationship-engine.contract.js';
