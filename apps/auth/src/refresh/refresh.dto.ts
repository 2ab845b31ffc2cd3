import { IsString, MaxLength, MinLength } from 'class-validator';

/** Body of `POST /auth/refresh`. */
export class RefreshDto {
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  readonly refresh_token!: string;
}
