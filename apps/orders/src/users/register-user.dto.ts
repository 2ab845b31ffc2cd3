import { IsEmail, MaxLength } from 'class-validator';
import { IsLine, Trimmed } from '../dto-fields.js';
import { IsStrongPassword } from './strong-password.js';

/** Body of `POST /v2/users`. */
export class RegisterUserDto {
  @Trimmed()
  @IsEmail()
  @MaxLength(254)
  readonly email!: string;

  @IsLine(100)
  readonly displayName!: string;

  @IsStrongPassword()
  readonly password!: string;
}
