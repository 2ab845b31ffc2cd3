import { IsRFC3339, ValidateIf } from 'class-validator';
import { MAX_ISSUER_LENGTH, MAX_NAME_LENGTH } from '../../identity/index.js';
import { IsName, NotBeside } from './management-fields.js';

/** Whom an endpoint is about: an issuer, and exactly one of `subject` and `clientId`. */
export class SubjectDto {
  /** `iss` of its tokens, character by character. */
  @IsName(MAX_ISSUER_LENGTH)
  readonly issuer!: string;

  /** `sub` of a person or service. */
  @ValidateIf(({ subject, clientId }: SubjectDto) => subject !== undefined || clientId === undefined)
  @IsName(MAX_NAME_LENGTH)
  readonly subject?: string;

  /** `client_id` of an OAuth client. */
  @ValidateIf(({ clientId }: SubjectDto) => clientId !== undefined)
  @IsName(MAX_NAME_LENGTH)
  @NotBeside('subject')
  readonly clientId?: string;
}

/** Body of `POST /zero-trust/subjects/suspensions`. */
export class SuspensionDto extends SubjectDto {
  /** RFC 3339, in the future. */
  @IsRFC3339()
  readonly until!: string;
}
