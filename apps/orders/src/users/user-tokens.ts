import { Inject, Injectable } from '@nestjs/common';
import { Standing } from 'nestjs-zero-trust';
import { SETTINGS, type Settings } from '../settings.module.js';

/** The tokens that people hold. */
@Injectable()
export class UserTokens {
  constructor(
    @Inject(Standing) private readonly standing: Standing,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Refuses, on every instance, whatever was issued to a person until now.
   *
   * @throws DependencyUnavailableError if the revocation cannot be kept
   */
  async refuseAllOf(id: string): Promise<void> {
    await this.standing.revokeTokensOf({ issuer: this.settings.environment.authIssuer, subject: id });
  }
}
