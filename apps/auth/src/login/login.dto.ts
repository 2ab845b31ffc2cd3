import { IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** Body of `POST /auth/login`. */
export class LoginDto {
  /** Not checked for its shape: an impossible address is simply one without an account. */
  @IsString()
  @MinLength(1)
  @MaxLength(254)
  @Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' })
  readonly email!: string;

  /** Bounded, because hashing costs what the input is long. */
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  readonly password!: string;
}
