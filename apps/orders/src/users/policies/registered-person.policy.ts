import { Injectable } from '@nestjs/common';
import { denied, permit, type AccessPolicy, type PolicyInput, type PolicyResult } from 'nestjs-zero-trust';
import { isServiceSubject } from '../../claims.js';

/** The caller has an account that can be closed: a service has none, and its rights are not its own to give up. */
@Injectable()
export class RegisteredPerson implements AccessPolicy {
  evaluate({ subject }: PolicyInput): PolicyResult {
    return isServiceSubject(subject.id) ? denied('a service is no user of this API') : permit();
  }
}
