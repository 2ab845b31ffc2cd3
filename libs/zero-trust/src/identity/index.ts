export { AccessTokenVerifier, type Verdict } from './access-token-verifier.js';
export { AuthenticateStage } from './authenticate.stage.js';
export { CurrentPrincipal } from './current-principal.decorator.js';
export {
  IDENTITY_DEFAULTS,
  IDENTITY_OPTIONS,
  resolveIdentityOptions,
  type IdentityOptions,
  type IssuerOptions,
  type ResolvedIdentityOptions,
  type ResolvedIssuerOptions,
} from './identity.options.js';
export { isAcceptableIssuerUrl } from './issuer-url.js';
export { HttpFetch } from './keys/http-fetch.port.js';
export type { RejectedKey } from './keys/key-set.js';
export { TrustedIssuers, type TrustedIssuer } from './keys/trusted-issuers.js';
export {
  DEFAULT_SIGNING_ALGORITHMS,
  isSigningAlgorithm,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from './signing-algorithms.js';
