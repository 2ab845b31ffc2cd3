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
export {
  createCertificateAuthority,
  type CertificateAuthority,
  type CertificateRequest,
  type IssuedCertificate,
  type Validity,
} from './certificate-authority.js';
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
