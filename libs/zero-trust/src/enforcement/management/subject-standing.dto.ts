import { Visible } from '../../authorization/fields/visible.decorator.js';

/** What is told of the standing of a person, service or client. */
export class SubjectStandingDto {
  @Visible()
  readonly lockedAt!: Date | null;

  @Visible()
  readonly suspendedUntil!: Date | null;

  @Visible()
  readonly tokensRevokedAt!: Date | null;

  @Visible()
  readonly stepUpRequiredAt!: Date | null;
}
