import type { HandedOverAccount } from '@sample/shared';
import { IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';

/** Body of `POST /accounts`. */
export class HandedOverAccountDto implements HandedOverAccount {
  /** Random, so that it can be the subject of nobody else: not of a demo person, and not of a service. */
  @IsUUID('4')
  readonly id!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(1_024)
  @Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' })
  readonly email!: string;

  /** With exactly the parameters of this server: another cost would tell by time which accounts there are. */
  @IsString()
  @Matches(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z\d+/]{16,64}\$[A-Za-z\d+/]{43}$/, {
    message: '$property must be a hash by argon2id with 19456 KiB, 2 passes and 1 lane, in PHC string format',
  })
  readonly passwordHash!: string;
}
