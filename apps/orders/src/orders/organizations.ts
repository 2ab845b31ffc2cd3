import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';

/** The organizations that orders belong to. */
@Injectable()
export class Organizations {
  constructor(@Inject(DATABASE) private readonly database: OrdersDatabase) {}

  /** IANA time zone of an organization's offices; `undefined` for an unknown organization. */
  async findTimeZone(id: string): Promise<string | undefined> {
    const row = await this.database.db
      .selectFrom('organizations')
      .select('time_zone')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.time_zone;
  }
}
