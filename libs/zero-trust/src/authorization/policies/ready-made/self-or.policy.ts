import { denied, permit } from '../access-policy.js';
import { anyOf } from '../combinators/any-of.js';
import type { PolicyDefinition, PolicyScope, PolicyTerm } from '../policy-definition.js';
import { nameOfTerm } from '../policy-term.js';
import { assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';
import { isNamedPerson } from './same-subject.js';

/** Where a route names a person, and who else may act for them. */
export interface SelfOrOptions {
  /**
   * Path parameter with the person's `sub`, never with a type before it.
   *
   * @defaultValue `id`
   */
  readonly param?: string;
  /** Who has one of these roles may, too. */
  readonly roles?: readonly string[];
  /** Whom this policy permits may, too. */
  readonly policy?: PolicyTerm;
}

/**
 * The caller is the person whom the path names, or somebody else who may.
 *
 * @throws TypeError for a parameter or role that is no text
 * @example
 * @Delete('users/:id') @NoObjectCheck('the policy says whose') @Policy(SelfOr({ policy: HasPermission('users:delete') }))
 */
export function SelfOr({ param = 'id', roles = [], policy }: SelfOrOptions = {}): PolicyDefinition {
  assertTexts('SelfOr', [param, ...roles]);
  const others = [...roles, ...(policy === undefined ? [] : [nameOfTerm(policy)])];
  const name = `SelfOr(${[`params.${param}`, ...others].join(', ')})`;
  const self = definePolicy(name, () => ({ subject, params }) => {
    if (isNamedPerson(subject, params[param])) return permit();
    if (roles.some((role) => subject.roles.includes(role))) return permit();
    return denied('is somebody else than the path names');
  });
  if (policy === undefined) return self;
  const either = anyOf(self, policy);
  return Object.freeze({ ...either, name, compile: (scope: PolicyScope) => either.compile(scope) });
}
