import { Inject, Injectable } from '@nestjs/common';
import { Relationships } from 'nestjs-zero-trust';
import { AccountCourier } from './account-courier.js';
import { DeletedUsers } from './deleted-users.js';
import { UserTokens } from './user-tokens.js';

/** Deletes people. Who may do so is decided before any of this runs. */
@Injectable()
export class UserDeletion {
  constructor(
    @Inject(DeletedUsers) private readonly deletedUsers: DeletedUsers,
    @Inject(Relationships) private readonly relationships: Relationships,
    @Inject(UserTokens) private readonly tokens: UserTokens,
    @Inject(AccountCourier) private readonly courier: AccountCourier,
  ) {}

  /**
   * The person has no rights and no good token when this resolves; the account is closed a moment later, or once the
   * authorization server is back. What fails on the way is completed by the courier, for the first step is kept.
   *
   * @throws DependencyUnavailableError if the tokens cannot be revoked now
   */
  async delete(id: string): Promise<void> {
    const token = await this.deletedUsers.remove(id);
    this.courier.notify();
    await this.relationships.committed(token);
    await this.tokens.refuseAllOf(id);
  }
}
