import type { Principal } from '../kernel/principal.js';
import type {
  PolicyEnvironment,
  PolicyInput,
  PolicyObject,
  PolicySubject,
} from '../authorization/policies/policy-input.js';
import { principalOf } from './request-builders.js';

/** In which respects an input differs from that of `alice`, of whom nothing is known, on a route without an object. */
export interface PolicyInputDifferences<Resource = unknown> {
  readonly subject?: Partial<PolicySubject>;
  readonly resource?: Resource;
  /** Its type is `order` and its id `1` where nothing else is said. */
  readonly object?: Partial<PolicyObject>;
  readonly action?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Noon of 2 January 2030 (a Wednesday) in UTC, from a documentation address, where nothing else is said. */
  readonly environment?: Partial<PolicyEnvironment>;
}

/**
 * What a policy judges, for tests of one policy by itself.
 *
 * @example
 * policyInput({ subject: { clearance: 2 }, object: { classification: 'confidential' } })
 */
export function policyInput<Resource = unknown>(
  differences: PolicyInputDifferences<Resource> = {},
): PolicyInput<Resource> {
  const { object, environment } = differences;
  return {
    subject: subjectOf(differences.subject),
    resource: differences.resource as Resource,
    object: object && { type: 'order', id: '1', ...object },
    action: differences.action ?? 'OrdersController.findOne',
    params: differences.params ?? {},
    environment: {
      now: new Date('2030-01-02T12:00:00Z'),
      sourceAddress: '192.0.2.1',
      country: undefined,
      device: undefined,
      risk: undefined,
      ...environment,
    },
  };
}

function subjectOf(differences: Partial<PolicySubject> = {}): PolicySubject {
  const principal: Principal = differences.principal ?? principalOf({ subject: differences.id ?? 'alice' });
  return {
    roles: [],
    permissions: new Set(),
    department: undefined,
    clearance: undefined,
    tier: undefined,
    tenant: undefined,
    attributes: {},
    issuer: principal.issuer,
    id: principal.subject,
    authentication: principal.authentication,
    principal,
    ...differences,
  };
}
