/**
 * Every code that a denied caller can meet, with what it means. Codes are stable: they are never renamed, and a new
 * cause gets a new code.
 */
export const DENIAL_CODES = {
  ZT_ADDRESS_LIMITED: 'Too many requests from one network address.',
  ZT_ANSWER_UNFILTERED:
    'A handler answered by itself, or with something from which its route cannot remove what may not be seen.',
  ZT_AUDIT_UNAVAILABLE: 'The audit log cannot be written, so nothing may be done.',
  ZT_BAD_REQUEST: 'The request cannot be understood.',
  ZT_CERTIFICATE_INVALID: 'The client certificate is expired, revoked, of an unknown authority or malformed.',
  ZT_CERTIFICATE_MISMATCH: 'The access token is bound to a client certificate that was not shown.',
  ZT_CERTIFICATE_MISSING:
    'The route is for certain services, and the caller has shown no client certificate.',
  ZT_CONFLICT: 'The request conflicts with the present state of the resource.',
  ZT_CONTEXT_UNSUPPORTED: 'The handler is not reached over HTTP, which no policy covers yet.',
  ZT_CREDENTIALS_MALFORMED: 'The Authorization header is not one well-formed access token.',
  ZT_CREDENTIALS_MISSING: 'The request carries no credential.',
  ZT_DEPENDENCY_UNAVAILABLE: 'Something that the decision needs is down or too slow.',
  ZT_FIELD_NOT_WRITABLE: 'The body sets a field that the caller may not set.',
  ZT_FORBIDDEN: 'The application refused the request.',
  ZT_INTERNAL: 'An unexpected error; nothing was granted.',
  ZT_INVALID_REQUEST: 'The request does not match what the route accepts.',
  ZT_METHOD_NOT_ALLOWED: 'The path exists, the method does not.',
  ZT_NOT_FOUND: 'No such resource, or none that this caller may see.',
  ZT_NOT_SUPPORTED: 'This application is not set up for what the route does.',
  ZT_OBJECT_ID_INVALID: 'The request names no single well-formed object id.',
  ZT_OUTGOING_CALL_REFUSED:
    'A call to another service was not made: it would go to no declared target, or has credentials of its own.',
  ZT_OUTGOING_TOKEN_REFUSED: 'The authorization server issues no token for a call to another service.',
  ZT_PAYLOAD_TOO_LARGE: 'The body is larger than the route accepts.',
  ZT_PERMISSION_MISSING: 'The caller lacks a permission that the route needs.',
  ZT_POLICY_DENIED: 'An attribute policy refused the request.',
  ZT_PRINCIPAL_LIMITED: 'Too many requests by one identity.',
  ZT_PROOF_INVALID: 'The DPoP proof does not fit the request, the token or its key.',
  ZT_PROOF_MISSING:
    'The access token is bound to a key, and the request does not prove that the caller holds it.',
  ZT_PROOF_NONCE_NEEDED: 'The DPoP proof needs a fresh nonce of this API.',
  ZT_PROOF_REPLAYED: 'The DPoP proof has been used before.',
  ZT_RELATION_MISSING: 'The caller may see the object but lacks the relation that the action needs.',
  ZT_ROUTE_NOT_CLEARED: 'A handler answered although not every stage of its route had been passed.',
  ZT_SCOPE_MISSING: 'The token lacks a scope that the route needs.',
  ZT_SERVICE_REFUSED: 'The route is for other services than the one that the client certificate names.',
  ZT_SERVICE_UNKNOWN: 'The client certificate names no service that may call without a token.',
  ZT_STEP_UP_REQUIRED: 'The caller must sign in again before this is done.',
  ZT_SUBJECT_LOCKED: 'The caller, its client or who acts for it is locked.',
  ZT_SUBJECT_SUSPENDED: 'The caller, its client or who acts for it is suspended for a time.',
  ZT_TENANT_REFUSED: 'The access token names no tenant that its issuer may speak for.',
  ZT_TIER_REFUSED: 'The access token names a tier that its issuer may not give.',
  ZT_TOKEN_EXPIRED: 'The access token has expired.',
  ZT_TOKEN_INVALID: 'The access token is not acceptable here.',
  ZT_TOKEN_NOT_BOUND: 'The route takes only access tokens that are bound to a key.',
  ZT_TOKEN_REVOKED: 'The access token, or every token of its subject or client, has been revoked.',
  ZT_TOKEN_SCHEME_MISMATCH:
    'The access token came under the wrong scheme: DPoP is for tokens bound to a DPoP key, Bearer for all others.',
  ZT_UNAUTHENTICATED: 'The application demands authentication.',
  ZT_UNSUPPORTED_MEDIA_TYPE: 'The body has a media type that the route does not accept.',
  ZT_VERSION_BROWNOUT: 'This version of the route is switched off for a while, ahead of its end.',
  ZT_VERSION_GONE: 'This version of the route is no longer served.',
} as const;

/** A code that a denied caller can meet. */
export type DenialCode = keyof typeof DENIAL_CODES;

/** Codes of errors that stop the boot or a command, never a request. */
export const SETUP_CODES = {
  ZT_BOOT_REFUSED: 'Routes are not fully declared, or declare contradictory things.',
  ZT_OPTIONS_INVALID: 'Options of the module are missing, malformed or unknown.',
  ZT_RELATIONSHIPS_INVALID: 'A relationship model, tuple or query is malformed.',
} as const;

/** A code of an error that stops the boot or a command. */
export type SetupCode = keyof typeof SETUP_CODES;

/** Every code that this package can raise. */
export type ZeroTrustErrorCode = DenialCode | SetupCode;
