import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';

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
}
