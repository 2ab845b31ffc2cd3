import { Module } from '@nestjs/common';
import { Registrations } from './registrations.js';
import { UsersController } from './users.controller.js';

/** People who register. */
@Module({ controllers: [UsersController], providers: [Registrations] })
export class UsersModule {}
