import { declareFieldRules } from './field-declarations.js';
import type { FieldRule } from './field-rule.js';

/**
 * On a property of a class that a route `@Returns`: only who satisfies every rule sees it; from the answers of all others it is
 * absent. Without a rule everybody sees it who may call the route, which declares the property where the compiler does not.
 *
 * @example
 * class OrderDto {
 *   @Visible({ relation: 'editor' }) readonly internalNotes!: string | null;
 * }
 */
export function Visible(...rules: readonly FieldRule[]): PropertyDecorator {
  return declareFieldRules('visible', rules);
}
