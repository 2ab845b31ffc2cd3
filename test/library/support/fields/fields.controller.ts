import { Expose } from 'class-transformer';
import { PassThrough } from 'node:stream';
import { Controller, Get, HttpCode, HttpException, Param, Post, StreamableFile } from '@nestjs/common';
import {
  CanAccess,
  NoObjectCheck,
  Policy,
  Public,
  Returns,
  ReturnsUnfiltered,
  Scopes,
} from 'nestjs-zero-trust';
import { Database, order, OrderDto, PageDto, SummaryDto } from './orders.js';
import { MasksCustomer } from './policies.js';

/** A route for each thing that a handler may answer. */
class TotalsDto {
  @Expose() readonly net: number = 10;

  @Expose() get gross(): number {
    return 12;
  }
}

@Controller('fields')
export class FieldsController {
  @Get('orders/:id') @CanAccess('viewer', 'order') @Returns(OrderDto) one(@Param('id') id: string): object {
    return order(id);
  }
  @Get('masked/:id') @CanAccess('viewer', 'order') @Policy(MasksCustomer) @Returns(OrderDto) masked(
    @Param('id') id: string,
  ): object {
    return order(id);
  }
  @Get('masked-page/:id') @CanAccess('viewer', 'order') @Policy(MasksCustomer) @Returns(PageDto) maskedPage(
    @Param('id') id: string,
  ): object {
    return { items: [order(id)], next: null };
  }
  @Get('documents/:id') @CanAccess('viewer', 'order') @Returns(OrderDto) document(
    @Param('id') id: string,
  ): object {
    return new Database(id);
  }
  @Get('summaries/:id') @CanAccess('viewer', 'order') @Returns([SummaryDto]) summaries(
    @Param('id') _id: string,
  ): object {
    return [{ title: 'a', margin: 1, other: 2 }];
  }
  @Get('pages') @Scopes('read') @Returns(PageDto) page(): Promise<object> {
    return Promise.resolve({ items: [order('1'), order('2')], next: null, total: 2 });
  }
  @Get('lists') @Scopes('read') @Returns([OrderDto]) list(): object {
    return [order('1'), order('2'), { ...order('1'), id: 'order:1' }];
  }
  @Get('public/:id') @Public('to see what everybody sees') @Returns(OrderDto) open(
    @Param('id') id: string,
  ): object {
    return order(id);
  }
  @Get('nobody') @Scopes('read') @Returns(OrderDto) nobody(): null {
    return null;
  }
  @Post('gone') @HttpCode(204) @Scopes('read') gone(): object {
    return order('1');
  }
  @Get('teapot/:id') @Scopes('read') @NoObjectCheck('for this test') @Returns(OrderDto) teapot(): never {
    throw new HttpException({ brewing: 'tea', notes: 'of the application' }, 418);
  }
  @Get('text') @Scopes('read') @Returns(OrderDto) text(): unknown {
    return JSON.stringify(order('1'));
  }
  @Get('wrong-list') @Scopes('read') @Returns([OrderDto]) wrongList(): unknown {
    return order('1');
  }
  @Get('wrong-object') @Scopes('read') @Returns(OrderDto) wrongObject(): unknown {
    return [order('1')];
  }
  @Get('file') @Scopes('read') @Returns(OrderDto) file(): unknown {
    return new StreamableFile(Buffer.from(JSON.stringify(order('1'))));
  }
  @Get('buffer') @Scopes('read') @Returns(OrderDto) buffer(): unknown {
    return Buffer.from(JSON.stringify(order('1')));
  }
  @Get('stream') @Scopes('read') @Returns(OrderDto) stream(): unknown {
    return new PassThrough().end(JSON.stringify(order('1')));
  }
  @Get('web-response') @Scopes('read') @Returns(OrderDto) webResponse(): unknown {
    return new Response(JSON.stringify(order('1')), { status: 418 });
  }
  @Get('no-object') @Scopes('read') @Returns() noObject(): unknown {
    return order('1');
  }
  @Get('a-text') @Scopes('read') @Returns() aText(): unknown {
    return 'hello';
  }
  @Get('totals') @Scopes('read') @Returns(TotalsDto) totals(): unknown {
    return new TotalsDto();
  }
  @Get('unfiltered') @Scopes('read') @ReturnsUnfiltered('for this test') unfiltered(): unknown {
    return { anything: true };
  }
}
