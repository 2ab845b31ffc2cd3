import { Inject, Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import type { OrdersSchema } from '../database/orders-schema.js';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';

/** One article in stock. */
export interface Article {
  readonly sku: string;
  readonly name: string;
  /** Pieces in stock. */
  readonly quantity: number;
  readonly unitPriceCents: number;
}

/** Which articles to read, by SKU. */
export interface ArticlePage {
  readonly after: string | undefined;
  readonly limit: number;
}

/** How articles are named; the database could not even be asked for some other strings. */
const SKU = /^SKU-\d{4}$/;

/** What is in stock, at which price. */
@Injectable()
export class InventoryRepository {
  constructor(@Inject(DATABASE) private readonly database: OrdersDatabase) {}

  async find(sku: string): Promise<Article | undefined> {
    if (!SKU.test(sku)) return undefined;
    return (await this.findAll([sku]))[0];
  }

  /** Those of the articles that exist. */
  async findAll(skus: readonly string[]): Promise<readonly Article[]> {
    const rows = await this.database.db
      .selectFrom('inventory')
      .selectAll()
      .where('sku', '=', sql<string>`any(${skus}::text[])`)
      .execute();
    return rows.map(toArticle);
  }

  async findPage({ after, limit }: ArticlePage): Promise<readonly Article[]> {
    let query = this.database.db.selectFrom('inventory').selectAll();
    if (after !== undefined) query = query.where('sku', '>', after);
    return (await query.orderBy('sku').limit(limit).execute()).map(toArticle);
  }
}

function toArticle({
  sku,
  name,
  quantity,
  unit_price_cents,
}: Selectable<OrdersSchema['inventory']>): Article {
  return { sku, name, quantity, unitPriceCents: unit_price_cents };
}
