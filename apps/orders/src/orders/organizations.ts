import { Inject, Injectable } from '@nestjs/common';
import type { MaybePromise } from 'nestjs-zero-trust';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';

/** The organizations that orders belong to. */
@Injectable()
export class Organizations {
  readonly #timeZones = new Map<string, string>();

  constructor(@Inject(DATABASE) private readonly database: OrdersDatabase) {}

  /**
   * IANA time zone of an organization's offices; `undefined` for an unknown organization. Offices do not move while the
   * process runs, so that each is looked up once.
   */
  findTimeZone(id: string): MaybePromise<string | undefined> {
    return this.#timeZones.get(id) ?? this.#lookUp(id);
  }

  async #lookUp(id: string): Promise<string | undefined> {
    const row = await this.database.db
      .selectFrom('organizations')
      .select('time_zone')
      .where('id', '=', id)
      .executeTakeFirst();
    if (row !== undefined) this.#timeZones.set(id, row.time_zone);
    return row?.time_zone;
  }
}
