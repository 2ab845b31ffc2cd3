import { declareFieldRules } from './field-declarations.js';
import type { FieldRule } from './field-rule.js';

/**
 * On a property of a body's class: only who satisfies every rule may send it; a request of anybody else that has it, with
 * whatever value, is refused (403, `ZT_FIELD_NOT_WRITABLE`). A relation is asked about the object that `@CanAccess` granted.
 *
 * @example
 * class PatchOrderDto {
 *   @IsOptional() @IsInt() @Writable({ relation: 'admin' }) readonly discountCents?: number;
 * }
 */
export function Writable(...rules: readonly [FieldRule, ...FieldRule[]]): PropertyDecorator {
  return declareFieldRules('writable', rules);
}
