import {
  Inject,
  Injectable,
  NotFoundException,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OrderBook } from '../../scenario/order-book.js';
import { OrderAccess, type OrderAction } from './order-access.port.js';
import type { PeerRequest } from './peer-request.js';

const ACTION = 'order-action';

/** What a route does with the order that its path names. */
export const OrderRoute = (action: OrderAction) => SetMetadata(ACTION, action);

/** Hides orders from callers who may not do with them what the route does. */
@Injectable()
export class OrderAccessGuard implements CanActivate {
  constructor(
    @Inject(OrderBook) private readonly orders: OrderBook,
    @Inject(OrderAccess) private readonly access: OrderAccess,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.get<OrderAction | undefined>(ACTION, context.getHandler());
    const { user: principal, params } = context.switchToHttp().getRequest<PeerRequest>();
    if (action === undefined || principal === undefined) return false;
    const order = this.orders.find(params.id ?? '');
    if (order === undefined || !(await this.access.isAllowed({ principal, order, action }))) {
      throw new NotFoundException();
    }
    return true;
  }
}
