import type { PolicyInput, PolicyObject, PolicySubject } from '../authorization/policies/policy-input.js';
import type { Principal } from '../kernel/principal.js';

/** What a case changes of the input that all cases begin with. */
export interface ContractInput {
  /** Taken as they are: the contract also brings what types forbid. */
  readonly subject?: Readonly<Record<string, unknown>>;
  readonly object?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, unknown>>;
}

const NOW = new Date('2026-03-09T14:00:00Z');

const AUTHENTICATION = { acr: undefined, amr: ['pwd'], time: 1_773_064_800 };

/** Somebody about whom not much is known. */
const PRINCIPAL: Principal = {
  credential: 'token',
  issuer: 'https://auth.example.com',
  subject: 'bob',
  key: 'https://auth.example.com\nbob',
  graphSubject: 'user:bob',
  clientId: 'web',
  scopes: new Set(['orders:read']),
  tokenId: 't1',
  issuedAt: 1_773_064_800,
  expiresAt: 1_773_065_700,
  authentication: AUTHENTICATION,
  confirmation: undefined,
  actor: undefined,
  claims: {},
};

const SUBJECT: PolicySubject = {
  issuer: PRINCIPAL.issuer,
  id: PRINCIPAL.subject,
  roles: [],
  permissions: new Set(),
  department: undefined,
  clearance: undefined,
  tier: undefined,
  tenant: undefined,
  attributes: {},
  authentication: AUTHENTICATION,
  principal: PRINCIPAL,
};

const OBJECT: PolicyObject = { type: 'order', id: '12345', owner: 'alice', classification: 'internal' };

/** A whole input, as a request would bring it. */
export function contractInput({ subject, object, environment }: ContractInput): PolicyInput {
  const surroundings = { country: undefined, device: undefined, risk: undefined };
  return {
    subject: { ...SUBJECT, ...subject },
    resource: { id: '12345' },
    object: { ...OBJECT, ...object },
    action: 'read',
    params: { id: '12345' },
    environment: { now: NOW, sourceAddress: '192.0.2.7', ...surroundings, ...environment },
  };
}
