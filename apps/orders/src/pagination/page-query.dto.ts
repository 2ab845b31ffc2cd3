import { IsString, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../dto-fields.js';

/** Query of every list: `?limit=` and `?cursor=`. */
export class PageQuery {
  /** 1 to 100, in decimal digits; text, because `1e1` and ` 7` are no limits. */
  @MayBeAbsent()
  @Matches(/^(?:[1-9]\d?|100)$/, { message: '$property must be a whole number from 1 to 100' })
  readonly limit?: string;

  /** `nextCursor` of the page before. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(1_000)
  readonly cursor?: string;
}

const DEFAULT_LIMIT = 20;

/** How many items a page holds. */
export function pageLimit({ limit }: PageQuery): number {
  return limit === undefined ? DEFAULT_LIMIT : Number(limit);
}
