import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { CurrentPrincipal, NoObjectCheck, Returns, Scopes, type Principal } from 'nestjs-zero-trust';
import { Cursors } from '../pagination/cursors.js';
import { pageLimit, PageQuery } from '../pagination/page-query.dto.js';
import type { Page } from '../pagination/page.js';
import { ArticleDto, ArticlePageDto } from './article.dto.js';
import { InventoryRepository, type Article } from './inventory.repository.js';

/** What is in stock; the same for every organization. */
@Controller({ path: 'inventory', version: '2' })
@Scopes('inventory:read')
export class InventoryController {
  constructor(
    @Inject(InventoryRepository) private readonly inventory: InventoryRepository,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** A page of articles, by SKU. */
  @Get()
  @Returns(ArticlePageDto)
  async list(@Query() query: PageQuery, @CurrentPrincipal() principal: Principal): Promise<Page<Article>> {
    const scope = { list: 'inventory', principal };
    const limit = pageLimit(query);
    const [after] = query.cursor === undefined ? [] : this.cursors.read(scope, query.cursor);
    const found = await this.inventory.findPage({ after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : this.cursors.write(scope, [last.sku]) };
  }

  /** One article. @throws NotFoundException for an unknown SKU */
  @Get(':sku')
  @NoObjectCheck('stock levels are the same for every organization')
  @Returns(ArticleDto)
  async findOne(@Param('sku') sku: string): Promise<Article> {
    const article = await this.inventory.find(sku);
    if (article === undefined) throw new NotFoundException();
    return article;
  }
}
