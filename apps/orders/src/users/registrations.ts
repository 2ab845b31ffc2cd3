import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import { Clock } from 'nestjs-zero-trust';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';
import type { RegisterUserDto } from './register-user.dto.js';

/** argon2id with the memory, passes and lanes of the OWASP password storage recommendation. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Keeps registrations. */
@Injectable()
export class Registrations {
  constructor(
    @Inject(DATABASE) private readonly database: OrdersDatabase,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Does the same work whether or not the address is taken, so that nobody learns which ones are. */
  async register({ email, displayName, password }: RegisterUserDto): Promise<void> {
    const row = {
      id: randomUUID(),
      email: email.normalize('NFKC').toLowerCase(),
      display_name: displayName,
      password_hash: await hash(password, ARGON2ID),
      created_at: new Date(this.clock.now()),
    };
    await this.database.db
      .insertInto('registrations')
      .values(row)
      .onConflict((conflict) => conflict.column('email').doNothing())
      .execute();
  }
}
