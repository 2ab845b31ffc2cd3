import { Module } from '@nestjs/common';
import { PasswordHasher } from 'nestjs-zero-trust/passwords';
import { AccountCourier } from './account-courier.js';
import { AccountHandover } from './account-handover.js';
import { DeletedUsers } from './deleted-users.js';
import { AdministratorOfUser } from './policies/administrator-of-user.policy.js';
import { RegisteredPerson } from './policies/registered-person.policy.js';
import { Registrations } from './registrations.js';
import { UserAdministration } from './user-administration.js';
import { UserDeletion } from './user-deletion.js';
import { UserTokens } from './user-tokens.js';
import { UsersController } from './users.controller.js';

/** People who register, and people who are deleted. */
@Module({
  controllers: [UsersController],
  providers: [
    AccountCourier,
    AccountHandover,
    AdministratorOfUser,
    DeletedUsers,
    RegisteredPerson,
    Registrations,
    UserAdministration,
    UserDeletion,
    UserTokens,
    { provide: PasswordHasher, useFactory: () => PasswordHasher.create() },
  ],
})
export class UsersModule {}
