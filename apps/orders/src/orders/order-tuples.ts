import type { Tuple } from 'nestjs-zero-trust';

/** What the relationship graph says of an order. */
export interface OrderRelationships {
  readonly id: string;
  readonly organizationId: string;
  /** Subject of the creator's tokens. */
  readonly creatorId: string;
}

/** Type of orders in the relationship model. */
export const ORDER = 'order';

/** The order as an object of the relationship graph, `order:12345`. */
export function orderObject(id: string): string {
  return `${ORDER}:${id}`;
}

/** The tuples that stand beside the row of an order. */
export function orderTuples({ id, organizationId, creatorId }: OrderRelationships): readonly Tuple[] {
  const object = orderObject(id);
  return [
    { subject: `user:${creatorId}`, relation: 'creator', object },
    { subject: `organization:${organizationId}`, relation: 'organization', object },
  ];
}
