import { Inject, Injectable } from '@nestjs/common';
import { AccessibleObjects, RelationshipEngine, Relationships } from 'nestjs-zero-trust';
import { userSubject } from './user-subject.js';

const TIMEOUT_MS = 2_000;
const ORGANIZATION = 'organization';
/** What the relationship graph can name; whatever else a path says is nobody. */
const NAMEABLE = /^[^:#@*\s\p{C}]+$/u;
const MAX_ID_BYTES = 250;

/** Who administers whom, by the relationship graph. */
@Injectable()
export class UserAdministration {
  constructor(
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(Relationships) private readonly relationships: Relationships,
  ) {}

  /**
   * Asked from the side of the administrator: how many questions it takes tells nothing about the user, nor whether there
   * is one.
   *
   * @param administrator - as the graph names the caller
   * @throws DependencyUnavailableError if the graph cannot be asked in time
   */
  async isAdministratorOf(administrator: string, userId: string): Promise<boolean> {
    if (!isNameable(userId)) return false;
    const organizations = await this.#administeredBy(administrator);
    const memberships = await Promise.all(organizations.map((id) => this.#isMember(userId, id)));
    return memberships.includes(true);
  }

  #administeredBy(subject: string): Promise<readonly string[]> {
    const query = { subject, relation: 'admin', type: ORGANIZATION };
    return new AccessibleObjects(query, { engine: this.engine, timeoutMs: TIMEOUT_MS }).ids();
  }

  #isMember(userId: string, organizationId: string): Promise<boolean> {
    const object = `${ORGANIZATION}:${organizationId}`;
    return this.relationships.check({ subject: userSubject(userId), relation: 'member', object });
  }
}

function isNameable(id: string): boolean {
  return Buffer.byteLength(id) <= MAX_ID_BYTES && NAMEABLE.test(id);
}
