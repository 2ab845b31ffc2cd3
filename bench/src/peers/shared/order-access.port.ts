import type { Order } from '../../scenario/order.js';
import type { Principal } from './principal.js';

/** What is done to an order. */
export type OrderAction = 'read' | 'update';

/** A caller, an order and what is to be done with it. */
export interface OrderAccessQuery {
  readonly principal: Principal;
  readonly order: Order;
  readonly action: OrderAction;
}

/** Decides who may do what with an order. */
export interface OrderAccess {
  isAllowed(query: OrderAccessQuery): boolean | Promise<boolean>;
}

/** Injection token of {@link OrderAccess}. */
export const OrderAccess = Symbol('OrderAccess');
