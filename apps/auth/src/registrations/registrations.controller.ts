import { Body, Controller, Header, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import { bodyPipe } from '../http/body-pipe.js';
import { AccountsScopeGuard } from './accounts-scope.guard.js';
import { HandedOverAccountDto } from './handed-over-account.dto.js';

/** `POST /accounts`: the API at which people register hands them over, so that they can sign in. */
@Controller('accounts')
@UseGuards(AccountsScopeGuard)
export class RegistrationsController {
  constructor(@Inject(Accounts) private readonly accounts: Accounts) {}

  /** The same answer whether the account is new, was handed over before, or its address is taken. */
  @Post()
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async open(@Body(bodyPipe()) body: HandedOverAccountDto): Promise<void> {
    await this.accounts.open(body);
  }
}
