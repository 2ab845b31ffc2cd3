import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { HandedOverAccount } from '@sample/shared';
import { Clock } from 'nestjs-zero-trust';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';
import type { RegisterUserDto } from './register-user.dto.js';

const BATCH = 50;

/** Keeps registrations, and which of them the authorization server does not know yet. */
@Injectable()
export class Registrations {
  constructor(
    @Inject(DATABASE) private readonly database: OrdersDatabase,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
  ) {}

  /** Does the same work whether or not the address is taken, so that nobody learns which ones are. */
  async register({ email, displayName, password }: RegisterUserDto): Promise<void> {
    const row = {
      id: randomUUID(),
      email: email.normalize('NFKC').toLowerCase(),
      display_name: displayName,
      password_hash: await this.passwords.hash(password),
      created_at: new Date(this.clock.now()),
      handed_over_at: null,
    };
    await this.database.db
      .insertInto('registrations')
      .values(row)
      .onConflict((conflict) => conflict.column('email').doNothing())
      .execute();
  }

  /** The oldest accounts that wait to be handed over. */
  async waiting(): Promise<readonly HandedOverAccount[]> {
    const rows = await this.database.db
      .selectFrom('registrations')
      .select(['id', 'email', 'password_hash as passwordHash'])
      .where('handed_over_at', 'is', null)
      .orderBy('created_at')
      .limit(BATCH)
      .$narrowType<{ passwordHash: string }>()
      .execute();
    return rows;
  }

  /** From now on the password is the authorization server's alone. */
  async markHandedOver(id: string): Promise<void> {
    await this.database.db
      .updateTable('registrations')
      .set({ password_hash: null, handed_over_at: new Date(this.clock.now()) })
      .where('id', '=', id)
      .execute();
  }
}
