const TEXT = { type: 'string', minLength: 1 } as const;
const SCOPE = { type: 'string', pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$' } as const;

const TARGET = {
  type: 'object',
  additionalProperties: false,
  required: ['origin'],
  properties: {
    origin: { type: 'string', format: 'origin' },
    resource: TEXT,
    audience: TEXT,
    scopes: { type: 'array', items: SCOPE },
  },
} as const;

const CERTIFICATE = {
  type: 'object',
  additionalProperties: false,
  required: ['certFile', 'keyFile'],
  properties: {
    certFile: TEXT,
    keyFile: TEXT,
    caFile: TEXT,
    reloadSeconds: { type: 'number', minimum: 1 },
  },
} as const;

/** The shape of the options of a `ServiceTokenClient` (JSON schema). Functions are checked by the compiler only. */
export const SERVICE_TOKEN_CLIENT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['issuer', 'clientId', 'targets'],
  properties: {
    issuer: { type: 'string', format: 'issuer-url' },
    clientId: { type: 'string', pattern: '^[\\x20-\\x7e]+$' },
    targets: { type: 'array', minItems: 1, items: TARGET },
    privateKey: { type: 'object' },
    certificate: CERTIFICATE,
    dpop: { type: 'boolean' },
    tokenEndpoint: { type: 'string', format: 'secure-url' },
    renewAheadSeconds: { type: 'number', minimum: 0 },
    maxTokens: { type: 'integer', minimum: 1 },
    tokenTimeoutMs: { type: 'integer', minimum: 500, maximum: 5_000 },
    callTimeoutMs: { type: 'integer', minimum: 1, maximum: 300_000 },
    traceHeaders: {},
    clock: {},
    fetch: {},
  },
} as const;
