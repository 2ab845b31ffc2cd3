/** People who call the contestants. */
export const IDENTITY_COUNT = 1_000;
/** Tenants that they belong to, ten people each. */
export const ORGANIZATION_COUNT = 100;
/** The scope that reading an order needs. */
export const READ_ORDERS = 'orders:read';
/** The scope that changing an order needs. */
export const WRITE_ORDERS = 'orders:write';

/** One caller, who owns one order. */
export interface Identity {
  readonly subject: string;
  readonly organizationId: string;
  readonly orderId: string;
  /** What the policy on confidential orders asks for. */
  readonly clearance: number;
}

/** Every caller, in the order in which the load cycles through them. The same in every process. */
export const IDENTITIES: readonly Identity[] = Array.from({ length: IDENTITY_COUNT }, (_, index) => ({
  subject: `user-${index}`,
  organizationId: `org-${index % ORGANIZATION_COUNT}`,
  orderId: `order-${index}`,
  clearance: 3,
}));

/** One relationship, in the words of OpenFGA. */
export interface RelationshipTuple {
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
}

/** Everybody is member and admin of an organization, to which the own order belongs. */
export function relationshipTuples(): readonly RelationshipTuple[] {
  return IDENTITIES.flatMap(({ subject, organizationId, orderId }) => {
    const [person, organization] = [`user:${subject}`, `organization:${organizationId}`];
    return [
      { subject: person, relation: 'member', object: organization },
      { subject: person, relation: 'admin', object: organization },
      { subject: organization, relation: 'organization', object: `order:${orderId}` },
    ];
  });
}
