import { IsIn, IsOptional } from 'class-validator';

/** In which form the report is to come. */
export class LifecycleQueryDto {
  /** Without it `Accept` decides. */
  @IsOptional()
  @IsIn(['json', 'csv'])
  readonly format?: 'json' | 'csv';
}
