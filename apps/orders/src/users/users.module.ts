import { Module } from '@nestjs/common';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { AccountHandover } from './account-handover.js';
import { RegistrationCourier } from './registration-courier.js';
import { Registrations } from './registrations.js';
import { UsersController } from './users.controller.js';

/** People who register. */
@Module({
  controllers: [UsersController],
  providers: [
    AccountHandover,
    RegistrationCourier,
    Registrations,
    { provide: PasswordHasher, useFactory: () => PasswordHasher.create() },
  ],
})
export class UsersModule {}
