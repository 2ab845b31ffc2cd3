import {
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';

const DAY_SECONDS = 86_400;

/** Body of `POST /local/token`. */
export class LocalTokenDto {
  /** Name of a demo person. */
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly name!: string;

  /** Space-separated scopes; without them, all that the person may ask for. */
  @IsOptional()
  @IsString()
  @MaxLength(512)
  @Matches(/^[!#-[\]-~]+( [!#-[\]-~]+)*$/, { message: 'scope must be words separated by one space' })
  readonly scope?: string;

  /** Thumbprint of the key that the token is to be bound to (RFC 9449, section 6.1). */
  @IsOptional()
  @IsString()
  @Matches(/^[\w-]{43}$/, { message: 'jkt must be a SHA-256 thumbprint, base64url' })
  readonly jkt?: string;

  /** How long ago the person shall have signed in; makes a token that a step-up (RFC 9470) refuses. */
  @ValidateIf(({ authAgeSeconds }: LocalTokenDto) => authAgeSeconds !== undefined)
  @IsInt()
  @Min(0)
  @Max(DAY_SECONDS)
  readonly authAgeSeconds?: number;
}
