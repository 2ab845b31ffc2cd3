import {
  AbilityBuilder,
  createMongoAbility,
  subject,
  type ForcedSubject,
  type MongoAbility,
} from '@casl/ability';
import { Inject, Injectable } from '@nestjs/common';
import type { Order } from '../../scenario/order.js';
import { Memberships } from './memberships.js';
import type { OrderAccess, OrderAccessQuery, OrderAction } from './order-access.port.js';
import type { Principal } from './principal.js';

type OrderAbility = MongoAbility<[OrderAction, 'Order' | (Order & ForcedSubject<'Order'>)]>;

/** Decides by CASL. The ability is made for each request, as in Nest's guide, so that it follows the memberships. */
@Injectable()
export class CaslOrderAccess implements OrderAccess {
  constructor(@Inject(Memberships) private readonly memberships: Memberships) {}

  isAllowed({ principal, order, action }: OrderAccessQuery): boolean {
    return this.abilityOf(principal).can(action, subject('Order', { ...order }));
  }

  private abilityOf(principal: Principal): OrderAbility {
    const { can, cannot, build } = new AbilityBuilder<OrderAbility>(createMongoAbility);
    const { member, admin } = this.memberships.of(principal.subject);
    can('read', 'Order', { organizationId: { $in: member } });
    can('update', 'Order', { organizationId: { $in: admin } });
    if (principal.clearance < 3) cannot(['read', 'update'], 'Order', { classification: 'confidential' });
    return build();
  }
}
