import { ATTRIBUTE_TYPES } from './authorization/subjects/claims-mapping.js';
import { SIGNING_ALGORITHMS } from './identity/signing-algorithms.js';

const text = { type: 'string', minLength: 1 };
const reasons = { type: 'object', additionalProperties: text };
const positive = { type: 'integer', minimum: 1 };

const timeoutMs = { type: 'integer', minimum: 500, maximum: 5_000 };
const days = { type: 'integer', minimum: 1, maximum: 3_650 };
const seconds = { type: 'integer', minimum: 0 };

const scope = { type: 'string', pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$' };

const introspection = {
  type: 'object',
  required: ['endpoint', 'clientId'],
  additionalProperties: false,
  properties: {
    endpoint: text,
    clientId: text,
    clientSecret: text,
    privateKey: { type: 'object' },
    tokens: { enum: ['opaque', 'jwt', 'all'] },
    cacheSeconds: seconds,
    inactiveCacheSeconds: seconds,
    timeoutMs,
  },
};

const jwks = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object' }, minItems: 1 } },
};

const issuer = {
  type: 'object',
  required: ['issuer', 'audience'],
  additionalProperties: false,
  properties: {
    issuer: { type: 'string', format: 'issuer-url' },
    audience: { anyOf: [text, { type: 'array', items: text, minItems: 1, uniqueItems: true }] },
    algorithms: {
      type: 'array',
      items: { enum: Object.keys(SIGNING_ALGORITHMS) },
      minItems: 1,
      uniqueItems: true,
    },
    subjectType: { type: 'string', format: 'object-type' },
    sharesSubjects: { type: 'boolean' },
    describesSubjects: { type: 'boolean' },
    scopes: { type: 'array', items: scope, minItems: 1, uniqueItems: true },
    maxTokenLifetimeSeconds: positive,
    claims: {
      type: 'object',
      additionalProperties: { anyOf: [text, { type: 'array', items: text, minItems: 1 }] },
    },
    tiers: { type: 'array', items: text, minItems: 1, uniqueItems: true },
    defaultTier: text,
    tenants: { type: 'array', items: text, minItems: 1, uniqueItems: true },
    requiresTenant: { type: 'boolean' },
    jwksUri: text,
    jwks: { $ref: '#/definitions/jwks' },
    jwksFile: text,
    introspection: { $ref: '#/definitions/introspection' },
  },
};

const dpop = {
  type: 'object',
  additionalProperties: false,
  properties: {
    algorithms: {
      type: 'array',
      items: { enum: Object.keys(SIGNING_ALGORITHMS) },
      minItems: 1,
      uniqueItems: true,
    },
    proofToleranceSeconds: { type: 'integer', minimum: 1, maximum: 300 },
    requireNonce: { type: 'boolean' },
    nonceSecret: { type: 'string', minLength: 32 },
    nonceLifetimeSeconds: { type: 'integer', minimum: 10, maximum: 3600 },
  },
};

const resource = {
  type: 'object',
  additionalProperties: false,
  properties: {
    identifier: { type: 'string', format: 'secure-url' },
    name: text,
    documentationUrl: { type: 'string', format: 'secure-url' },
  },
};

const service = {
  type: 'object',
  required: ['subject', 'scopes'],
  additionalProperties: false,
  properties: {
    // What would make `service:<subject>` another object, a userset or a wildcard of the relationship graph.
    subject: { type: 'string', pattern: '^[^:#@*\\s\\p{Cc}]{1,255}$' },
    clientId: text,
    scopes: { type: 'array', items: scope },
    claims: { type: 'object' },
  },
};

const certificates = {
  type: 'object',
  required: ['caFiles'],
  additionalProperties: false,
  properties: {
    caFiles: { type: 'array', items: text, minItems: 1 },
    crlFiles: { type: 'array', items: text },
    reloadSeconds: { type: 'number', exclusiveMinimum: 0, maximum: 3600 },
    serviceName: { enum: ['spiffe', 'dns', 'common-name'] },
    services: { type: 'object', additionalProperties: service },
    subjectType: { type: 'string', format: 'object-type' },
    sharesSubjects: { type: 'boolean' },
    forwardedHeader: { enum: ['client-cert', 'x-forwarded-client-cert'] },
    trustsForwardedNames: { type: 'boolean' },
    listener: {
      type: 'object',
      required: ['port', 'certFile', 'keyFile'],
      additionalProperties: false,
      properties: {
        port: { type: 'integer', minimum: 0, maximum: 65_535 },
        host: text,
        certFile: text,
        keyFile: text,
        drainSeconds: { type: 'number', minimum: 0 },
      },
    },
  },
};

const identity = {
  type: 'object',
  required: ['issuers'],
  additionalProperties: false,
  properties: {
    issuers: {
      type: 'array',
      items: issuer,
      minItems: 1,
      distinct: { issuer: undefined },
    },
    maxTokenLifetimeSeconds: positive,
    clockToleranceSeconds: { type: 'integer', minimum: 0, maximum: 300 },
    senderConstrained: { type: 'boolean' },
    dpop,
    resource,
    certificates: { $ref: '#/definitions/certificates' },
    keyFetchTimeoutMs: timeoutMs,
    maxStaleKeysSeconds: seconds,
  },
};

const limits = {
  type: 'object',
  namesTier: 'defaultTier',
  additionalProperties: false,
  properties: {
    windowSeconds: positive,
    tiers: { type: 'object', minProperties: 1, additionalProperties: { type: 'integer', minimum: 0 } },
    defaultTier: text,
    tierClaim: text,
    perAddress: {
      type: 'object',
      additionalProperties: false,
      properties: { limit: positive, windowSeconds: positive },
    },
    storage: { type: 'object', implements: ['increment'] },
    storageTimeoutMs: positive,
  },
};

const standing = {
  type: 'object',
  additionalProperties: false,
  properties: {
    store: { type: 'object', implements: ['write', 'read'] },
    refreshMs: { type: 'integer', minimum: 10, maximum: 500 },
    maxStalenessMs: { type: 'integer', minimum: 1000 },
    maxEntries: positive,
  },
};

const instant = { type: 'string', format: 'instant' };

const brownout = {
  type: 'object',
  required: ['from', 'until'],
  additionalProperties: false,
  properties: { from: instant, until: instant },
};

/** A date, or a date with brownouts. */
const sunset = {
  type: ['string', 'object'],
  format: 'instant',
  required: ['date'],
  additionalProperties: false,
  properties: { date: instant, brownouts: { type: 'array', items: brownout } },
};

const names = { type: 'array', items: text, minItems: 1, uniqueItems: true };

const reportOnly = {
  type: 'array',
  items: {
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: { reason: text, stages: names, routes: names, policies: names, until: text },
  },
};

const claimPath = { anyOf: [text, { type: 'array', items: text, minItems: 1 }] };

const policies = {
  type: 'object',
  additionalProperties: false,
  properties: {
    claims: {
      type: 'object',
      additionalProperties: false,
      properties: {
        roles: claimPath,
        department: claimPath,
        clearance: claimPath,
        tier: claimPath,
        tenant: claimPath,
        attributes: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['type'],
            additionalProperties: false,
            properties: { type: { enum: ATTRIBUTE_TYPES }, claim: claimPath },
          },
        },
      },
    },
    geoLocator: { type: 'object', implements: ['locate'] },
    riskAssessor: { type: 'object', implements: ['assess'] },
    deviceRegistry: { type: 'object', implements: ['identify'] },
    // A path, or a URL.
    rules: {
      type: 'array',
      items: { anyOf: [text, { type: 'object', required: ['href'], properties: { href: text } }] },
    },
  },
};

/** JSON schema of `ZeroTrustOptions`, for Ajv: closed, so that a misspelt option is found. */
export const OPTIONS_SCHEMA = {
  definitions: { certificates, introspection, jwks },
  type: 'object',
  required: ['identity'],
  additionalProperties: false,
  properties: {
    identity,
    relationships: { type: 'object', implements: ['create'] },
    visibleBy: reasons,
    hiddenAnswerMs: { type: 'integer', minimum: 0, maximum: 1_000 },
    relationshipContext: { callable: true },
    policies,
    permissions: {
      type: 'object',
      additionalProperties: false,
      properties: {
        roles: { type: 'object', additionalProperties: { type: 'array', items: text } },
        claim: { anyOf: [text, { type: 'array', items: text, minItems: 1 }] },
        wildcards: { type: 'boolean' },
      },
    },
    fields: {
      type: 'object',
      additionalProperties: false,
      properties: { undeclared: { enum: ['refuse', 'pass'] } },
    },
    standing,
    limits,
    audit: {
      type: 'object',
      additionalProperties: false,
      properties: { sink: { type: 'object', implements: ['write', 'fault', 'flush', 'close'] } },
    },
    sunsets: { type: 'object', additionalProperties: sunset },
    lifecycle: {
      type: 'object',
      additionalProperties: false,
      properties: { warnDays: days, activeDays: days, historyDays: days, onWarning: { callable: true } },
    },
    trustedProxies: { type: 'array', items: { type: 'string', format: 'cidr' } },
    publicOrigin: { type: 'string', format: 'origin' },
    state: {
      type: 'object',
      additionalProperties: false,
      properties: {
        store: { type: 'object', implements: ['increment', 'setIfAbsent', 'set', 'get', 'delete'] },
      },
    },
    rawRoutes: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: text,
    },
    reportOnly,
    stageTimeoutMs: positive,
    maxBodyBytes: positive,
    maxPayloadValues: positive,
    global: { type: 'boolean' },
    management: { type: 'boolean' },
    clock: { type: 'object', implements: ['now'] },
  },
};
