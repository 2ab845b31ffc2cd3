import type { ColumnType } from 'kysely';
import type { TupleCondition } from 'nestjs-zero-trust';

/** Set once, when the row is made. */
type Fixed<Value> = ColumnType<Value, Value, never>;

interface OrganizationsTable {
  /** Bare name, for example `acme`. */
  readonly id: string;
  /** IANA time zone of its office hours, for example `America/New_York`. */
  readonly time_zone: string;
}

/** How far an order is; `approved` is final. */
export type OrderStatus = 'pending' | 'approved';

/** Who may read an order at all: confidential ones need clearance. */
export type Classification = 'internal' | 'confidential';

interface OrdersTable {
  readonly id: Fixed<string>;
  readonly organization_id: Fixed<string>;
  /** Subject of the token that the order was made with. */
  readonly creator_id: Fixed<string>;
  readonly customer_name: string;
  readonly customer_email: string;
  readonly status: OrderStatus;
  readonly total_cents: number;
  readonly currency: Fixed<string>;
  readonly classification: Fixed<Classification>;
  readonly sensitive: Fixed<boolean>;
  readonly internal_notes: string | null;
  readonly margin_cents: number | null;
  readonly created_at: Fixed<Date>;
  readonly updated_at: Date;
}

interface OrderItemsTable {
  readonly order_id: string;
  /** Place in the order, counted from 0. */
  readonly position: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unit_price_cents: number;
}

interface InventoryTable {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price_cents: number;
}

interface RegistrationsTable {
  readonly id: string;
  /** Normalised address. */
  readonly email: string;
  readonly display_name: string;
  /** argon2id, PHC string format; erased when the account is handed over. */
  readonly password_hash: string | null;
  readonly created_at: Date;
  /** When the authorization server had taken the account. */
  readonly handed_over_at: Date | null;
}

interface DeletedUsersTable {
  /** Subject of the tokens that the person had. */
  readonly id: Fixed<string>;
  readonly deleted_at: Fixed<Date>;
  /** When the authorization server had closed the account. */
  readonly account_closed_at: Date | null;
}

/** The relationship graph, kept beside the rows that it speaks of. */
interface RelationshipTuplesTable {
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
  /** The tuple counts only where this holds. */
  readonly condition: ColumnType<TupleCondition | null, TupleCondition | null | undefined, never>;
}

/** Values that the database itself decides once, such as its secrets. */
interface SettingsTable {
  readonly name: string;
  readonly value: string;
}

/** One row: which history of revocations and locks this is, and how many writes it has seen. */
interface StandingHeadTable {
  readonly id: number;
  readonly epoch: string;
  readonly position: number;
}

/** Revocations, locks, suspensions and step-ups. */
interface StandingFactsTable {
  readonly key: string;
  readonly value: number;
  /** By the database's clock; `null` for what stays. */
  readonly expires_at: Date | null;
  readonly position: number;
}

/** Tables of the orders API. */
export interface OrdersSchema {
  readonly organizations: OrganizationsTable;
  readonly orders: OrdersTable;
  readonly order_items: OrderItemsTable;
  readonly inventory: InventoryTable;
  readonly registrations: RegistrationsTable;
  readonly deleted_users: DeletedUsersTable;
  readonly relationship_tuples: RelationshipTuplesTable;
  readonly settings: SettingsTable;
  readonly standing_head: StandingHeadTable;
  readonly standing_facts: StandingFactsTable;
}
