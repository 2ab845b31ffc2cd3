import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';

/**
 * The access token carries every one of these scopes, as `@Scopes` asks for; for use in combinations.
 *
 * @throws TypeError without a scope
 */
export function HasScope(...scopes: readonly [string, ...string[]]): PolicyDefinition {
  assertTexts('HasScope', scopes);
  return definePolicy(`HasScope(${scopes.join(', ')})`, () => ({ subject }) => {
    const lacking = scopes.filter((scope) => !subject.principal.scopes.has(scope));
    return lacking.length === 0 ? permit() : denied(`lacks the scope ${lacking.join(' ')}`);
  });
}
