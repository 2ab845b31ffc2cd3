import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import { Public } from 'nestjs-zero-trust';
import { RegisterUserDto } from './register-user.dto.js';
import { RegistrationCourier } from './registration-courier.js';
import { Registrations } from './registrations.js';

const HOUR_MS = 3_600_000;

/** What everybody is told who registers. */
export interface RegistrationAccepted {
  readonly status: 'accepted';
  readonly detail: string;
}

const ACCEPTED: RegistrationAccepted = {
  status: 'accepted',
  detail: 'If the address is not registered yet, it is now.',
};

/** Registration. */
@Controller({ path: 'users', version: '2' })
export class UsersController {
  constructor(
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(RegistrationCourier) private readonly courier: RegistrationCourier,
  ) {}

  @Post()
  @HttpCode(202)
  @Public('who registers has no credential yet')
  @Throttle({ default: { limit: 10, ttl: HOUR_MS } })
  async register(@Body() body: RegisterUserDto): Promise<RegistrationAccepted> {
    await this.registrations.register(body);
    this.courier.notify();
    return ACCEPTED;
  }
}
