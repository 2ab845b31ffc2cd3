/** An order as every contestant answers it, byte for byte. */
export interface Order {
  readonly id: string;
  readonly organizationId: string;
  readonly creatorId: string;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly status: 'open';
  readonly items: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceCents: number;
  }[];
  readonly totalCents: number;
  readonly currency: string;
  readonly classification: 'internal' | 'confidential';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What may be changed of an order. */
export type OrderChange = Partial<Pick<Order, 'customerName' | 'customerEmail'>>;
