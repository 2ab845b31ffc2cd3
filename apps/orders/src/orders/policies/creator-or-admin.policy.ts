import { Injectable } from '@nestjs/common';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from 'nestjs-zero-trust';
import { rolesOf } from '../../claims.js';
import type { Order } from '../order.js';

/** Only who made the order, or somebody with the role `admin`. */
@Injectable()
export class CreatorOrAdmin implements AccessPolicy<Order> {
  evaluate({ subject, resource }: PolicyInput<Order>): PolicyResult {
    if (subject.subject === resource.creatorId) return permit();
    if (rolesOf(subject)?.includes('admin') === true) return permit();
    return denied('neither the creator of the order nor an admin');
  }
}
