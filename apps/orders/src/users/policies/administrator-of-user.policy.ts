import { Inject, Injectable } from '@nestjs/common';
import {
  ObjectHiddenError,
  permit,
  ScopeMissingError,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
} from 'nestjs-zero-trust';
import { isServiceSubject } from '../../claims.js';
import { UserAdministration } from '../user-administration.js';

/**
 * Whoever administers an organization that the user of the path belongs to, with a token whose scopes name the action. For everybody else that
 * user is like one who does not exist.
 */
@Injectable()
export class AdministratorOfUser implements AccessPolicy {
  constructor(@Inject(UserAdministration) private readonly administration: UserAdministration) {}

  /** @throws ScopeMissingError, ObjectHiddenError where it refuses, because the two are told apart */
  async evaluate({ subject, action, params: { id = '' } }: PolicyInput): Promise<PolicyResult> {
    if (!subject.principal.scopes.has(action)) throw new ScopeMissingError(action);
    if (isServiceSubject(id)) throw new ObjectHiddenError('a service is no user of this API');
    if (await this.administration.isAdministratorOf(subject.principal.graphSubject, id)) return permit();
    throw new ObjectHiddenError('in no organization that the caller administers');
  }
}
