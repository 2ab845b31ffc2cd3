import { Injectable } from '@nestjs/common';
import { IDENTITIES } from '../../scenario/identities.js';

/** The organizations of a person, by what the person is there. */
export interface OrganizationsOf {
  readonly member: string[];
  readonly admin: string[];
}

const NONE: OrganizationsOf = { member: [], admin: [] };

/** Who belongs to which organization, in memory. */
@Injectable()
export class Memberships {
  readonly #byPerson = new Map<string, OrganizationsOf>(
    IDENTITIES.map(({ subject, organizationId }) => [
      subject,
      { member: [organizationId], admin: [organizationId] },
    ]),
  );

  of(person: string): OrganizationsOf {
    return this.#byPerson.get(person) ?? NONE;
  }
}
