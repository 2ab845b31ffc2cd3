import { Body, Controller, Delete, Header, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { AccountClosing } from '../accounts/account-closing.js';
import { Accounts } from '../accounts/accounts.js';
import { bodyPipe } from '../http/body-pipe.js';
import { AuthError } from '../http/auth-error.js';
import { AccountsScopeGuard } from './accounts-scope.guard.js';
import { HandedOverAccountDto } from './handed-over-account.dto.js';

/** What the API can have called somebody: a subject is never longer. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** The API at which people register hands them over, so that they can sign in, and says who was deleted there. */
@Controller('accounts')
@UseGuards(AccountsScopeGuard)
export class RegistrationsController {
  constructor(
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(AccountClosing) private readonly closing: AccountClosing,
  ) {}

  /** `POST /accounts`: the same answer whether the account is new, was handed over before, or its address is taken. */
  @Post()
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async open(@Body(bodyPipe()) body: HandedOverAccountDto): Promise<void> {
    await this.accounts.open(body);
  }

  /** `DELETE /accounts/:id`: the same answer whether there is such an account, there was one, or there never was any. */
  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async close(@Param('id') id: string): Promise<void> {
    if (!SUBJECT.test(id)) throw noSubject();
    await this.closing.close(id);
  }
}

function noSubject(): AuthError {
  return new AuthError({
    status: 404,
    code: 'AUTH_NOT_FOUND',
    detail: 'No account can have such a subject: it has 1 to 255 visible ASCII characters.',
  });
}
