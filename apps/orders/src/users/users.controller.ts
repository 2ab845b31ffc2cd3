import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import { Action, allOf, anyOf, NoObjectCheck, Policy, Public, Returns, SelfOr } from 'nestjs-zero-trust';
import { RegisterUserDto } from './register-user.dto.js';
import { AccountCourier } from './account-courier.js';
import { AdministratorOfUser } from './policies/administrator-of-user.policy.js';
import { RegisteredPerson } from './policies/registered-person.policy.js';
import { RegistrationAcceptedDto } from './registration-accepted.dto.js';
import { Registrations } from './registrations.js';
import { UserDeletion } from './user-deletion.js';

const HOUR_MS = 3_600_000;

const ACCEPTED: RegistrationAcceptedDto = {
  status: 'accepted',
  detail: 'If the address is not registered yet, it is now.',
};

/** People who register, and people who leave. */
@Controller({ path: 'users', version: '2' })
export class UsersController {
  constructor(
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(AccountCourier) private readonly courier: AccountCourier,
    @Inject(UserDeletion) private readonly deletion: UserDeletion,
  ) {}

  @Post()
  @HttpCode(202)
  @Public('who registers has no credential yet')
  @Throttle({ default: { limit: 10, ttl: HOUR_MS } })
  @Returns(RegistrationAcceptedDto)
  async register(@Body() body: RegisterUserDto): Promise<RegistrationAcceptedDto> {
    await this.registrations.register(body);
    this.courier.notify();
    return ACCEPTED;
  }

  @Delete(':id')
  @HttpCode(204)
  @Action('users:delete')
  @NoObjectCheck('the policy asks the relationship graph who administers the user')
  @Policy(anyOf(allOf(RegisteredPerson, SelfOr()), AdministratorOfUser))
  async remove(@Param('id') id: string): Promise<void> {
    await this.deletion.delete(id);
  }
}
