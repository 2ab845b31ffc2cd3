import { Inject, Injectable } from '@nestjs/common';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from 'nestjs-zero-trust';
import { rolesOf } from '../../claims.js';
import type { Order } from '../order.js';
import { Organizations } from '../organizations.js';
import { isOfficeHour } from './office-hours.js';

/** Contractors act from 09:00 until before 17:00, Monday to Friday, by the clock of the order's organization. */
@Injectable()
export class ContractorsInOfficeHours implements AccessPolicy<Order> {
  constructor(@Inject(Organizations) private readonly organizations: Organizations) {}

  async evaluate({ subject, resource, environment }: PolicyInput<Order>): Promise<PolicyResult> {
    const roles = rolesOf(subject);
    if (roles === undefined) return denied('the roles of the token are malformed');
    if (!roles.includes('contractor')) return permit();
    const timeZone = await this.organizations.findTimeZone(resource.organizationId);
    if (timeZone === undefined) return denied('the organization has no time zone');
    return isOfficeHour(environment.now, timeZone) ? permit() : denied(`outside office hours in ${timeZone}`);
  }
}
