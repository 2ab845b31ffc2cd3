import { SIGNING_ALGORITHMS } from './identity/signing-algorithms.js';

const text = { type: 'string', minLength: 1 };
const reasons = { type: 'object', additionalProperties: text };
const positive = { type: 'integer', minimum: 1 };

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
      distinct: { issuer: undefined, subjectType: 'user' },
    },
    maxTokenLifetimeSeconds: positive,
    clockToleranceSeconds: { type: 'integer', minimum: 0, maximum: 300 },
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

/** JSON schema of `ZeroTrustOptions`, for Ajv: closed, so that a misspelt option is found. */
export const OPTIONS_SCHEMA = {
  type: 'object',
  required: ['identity'],
  additionalProperties: false,
  properties: {
    identity,
    relationships: { type: 'object', implements: ['create'] },
    visibleBy: reasons,
    limits,
    audit: {
      type: 'object',
      additionalProperties: false,
      properties: { sink: { type: 'object', implements: ['write', 'fault', 'flush', 'close'] } },
    },
    sunsets: { type: 'object', additionalProperties: { type: 'string', format: 'instant' } },
    trustedProxies: { type: 'array', items: { type: 'string', format: 'cidr' } },
    rawRoutes: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: text,
    },
    stageTimeoutMs: positive,
    maxBodyBytes: positive,
    maxPayloadValues: positive,
    global: { type: 'boolean' },
    clock: { type: 'object', implements: ['now'] },
  },
};
