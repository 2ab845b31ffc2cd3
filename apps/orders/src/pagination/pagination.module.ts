import { Global, Module } from '@nestjs/common';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';
import { readCursorKey } from './cursor-key.js';
import { Cursors } from './cursors.js';

/** Cursors for every list of the API. */
@Global()
@Module({
  providers: [
    {
      provide: Cursors,
      inject: [DATABASE],
      useFactory: async (database: OrdersDatabase) => new Cursors(await readCursorKey(database)),
    },
  ],
  exports: [Cursors],
})
export class PaginationModule {}
