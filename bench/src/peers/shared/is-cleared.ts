import type { Order } from '../../scenario/order.js';
import type { Principal } from './principal.js';

/** Confidential orders are for callers with clearance 3 or more. */
export function isCleared({ clearance }: Principal, { classification }: Order): boolean {
  return classification === 'internal' || clearance >= 3;
}
