import { IsInt, Max, Min, ValidateIf } from 'class-validator';
import { MAX_ISSUER_LENGTH, MAX_NAME_LENGTH } from '../../identity/index.js';
import { IsName } from './management-fields.js';

/** The last instant that JavaScript can express, in seconds. */
const MAX_SECONDS = 8_640_000_000_000;

/** Body of `POST /zero-trust/tokens/revocations`. */
export class TokenRevocationDto {
  /** `iss` of the token, character by character. */
  @IsName(MAX_ISSUER_LENGTH)
  readonly issuer!: string;

  /** `jti` of the token. */
  @IsName(MAX_NAME_LENGTH)
  readonly tokenId!: string;

  /** `exp` of the token, in seconds since the epoch; absent: as late as any token may expire. */
  @ValidateIf(({ expiresAt }: TokenRevocationDto) => expiresAt !== undefined)
  @IsInt()
  @Min(0)
  @Max(MAX_SECONDS)
  readonly expiresAt?: number;
}
