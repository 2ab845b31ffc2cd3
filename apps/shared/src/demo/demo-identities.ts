/** A caller's limits class. */
export type Tier = 'free' | 'pro' | 'enterprise';

/** An organization that an identity belongs to, in the words of the relationship model. */
export interface Membership {
  /** Bare name, for example `acme`. */
  readonly organization: string;
  readonly relation: 'admin' | 'member';
}

/** One row of the sample's demo data. */
export interface DemoIdentity {
  /** What commands call it, and the client id of a service. */
  readonly name: string;
  /** Subject of its tokens; the relationship graph calls it `user:<sub>`. */
  readonly sub: string;
  readonly kind: 'person' | 'service';
  /** Scopes that it may ask for. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** 0 to 3; confidential orders need 3. */
  readonly clearance: number;
  readonly tier: Tier;
  readonly department: string;
  readonly memberships: readonly Membership[];
}

const ORDER_SCOPES = ['orders:read', 'orders:write', 'inventory:read'];
const SECURITY_SCOPES = ['security:read', 'security:admin'];
const ACME_ADMIN: readonly Membership[] = [{ organization: 'acme', relation: 'admin' }];
const ACME_MEMBER: readonly Membership[] = [{ organization: 'acme', relation: 'member' }];
const GLOBEX_MEMBER: readonly Membership[] = [{ organization: 'globex', relation: 'member' }];

type Details = Omit<DemoIdentity, 'name' | 'sub' | 'kind'>;

const PEOPLE: Readonly<Record<string, Details>> = {
  alice: {
    scopes: [...ORDER_SCOPES, 'users:delete'],
    roles: ['admin'],
    clearance: 3,
    tier: 'enterprise',
    department: 'management',
    memberships: ACME_ADMIN,
  },
  bob: {
    scopes: ORDER_SCOPES,
    roles: [],
    clearance: 1,
    tier: 'pro',
    department: 'sales',
    memberships: ACME_MEMBER,
  },
  carol: {
    scopes: ORDER_SCOPES,
    roles: [],
    clearance: 1,
    tier: 'free',
    department: 'sales',
    memberships: GLOBEX_MEMBER,
  },
  dan: {
    scopes: ORDER_SCOPES,
    roles: ['contractor'],
    clearance: 1,
    tier: 'pro',
    department: 'operations',
    memberships: ACME_ADMIN,
  },
  erin: {
    scopes: SECURITY_SCOPES,
    roles: [],
    clearance: 0,
    tier: 'enterprise',
    department: 'security',
    memberships: [],
  },
};

const SERVICES: Readonly<Record<string, Details>> = {
  'order-processor': {
    scopes: ORDER_SCOPES,
    roles: [],
    clearance: 3,
    tier: 'enterprise',
    department: 'operations',
    memberships: ACME_ADMIN,
  },
  'inventory-reader': {
    scopes: ['inventory:read', 'orders:read'],
    roles: [],
    clearance: 0,
    tier: 'enterprise',
    department: 'operations',
    memberships: GLOBEX_MEMBER,
  },
  'security-officer': {
    scopes: SECURITY_SCOPES,
    roles: [],
    clearance: 0,
    tier: 'enterprise',
    department: 'security',
    memberships: [],
  },
};

/** People and services of the demonstration; never seeded in production. */
export const DEMO_IDENTITIES: readonly DemoIdentity[] = [
  ...Object.entries(PEOPLE).map(([name, details]) => person(name, details)),
  ...Object.entries(SERVICES).map(([name, details]) => service(name, details)),
];

function person(name: string, details: Details): DemoIdentity {
  return { name, sub: name, kind: 'person', ...details };
}

function service(name: string, details: Details): DemoIdentity {
  return { name, sub: `service-account-${name}`, kind: 'service', ...details };
}

/** The identity of that name, or undefined. */
export function findDemoIdentity(name: string): DemoIdentity | undefined {
  return DEMO_IDENTITIES.find((identity) => identity.name === name);
}

/** Address with which a demo person signs in. */
export function demoEmail(name: string): string {
  return `${name}@example.com`;
}

/** Password with which a demo person signs in: public by design, hence refused in production. */
export function demoPassword(name: string): string {
  return `correct-Horse-7-${name}`;
}
