import { Injectable } from '@nestjs/common';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from 'nestjs-zero-trust';
import type { Order } from '../order.js';

const CLEARANCE = 3;

/** Confidential orders are for callers with clearance 3 or more: to read, to change and to list. */
@Injectable()
export class ConfidentialNeedsClearance implements AccessPolicy<Order> {
  evaluate({ subject, resource }: PolicyInput<Order>): PolicyResult {
    // Whatever is not expressly internal is confidential.
    if (resource.classification === 'internal') return permit();
    const { clearance } = subject.claims;
    const cleared =
      typeof clearance === 'number' && Number.isSafeInteger(clearance) && clearance >= CLEARANCE;
    return cleared
      ? permit()
      : denied(`the order is confidential and the clearance is not at least ${CLEARANCE}`);
  }
}
