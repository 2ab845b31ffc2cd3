import { Type } from 'class-transformer';

/** What callers see of an article. */
export class ArticleDto {
  readonly sku!: string;
  readonly name!: string;
  readonly quantity!: number;
  readonly unitPriceCents!: number;
}

/** A page of articles. */
export class ArticlePageDto {
  @Type(() => ArticleDto)
  readonly items!: readonly ArticleDto[];

  readonly nextCursor!: string | null;
}
