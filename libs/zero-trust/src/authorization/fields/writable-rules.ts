import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { checkLoader, type ClassPlanParts } from './class-plans.js';
import type { CompiledRule } from './compiled-fields.js';
import { fieldRulesOf, isValidated } from './field-declarations.js';
import { isRelationRule, type FieldRule } from './field-rule.js';

/** Where a rule stands and what it is asked about. */
export interface WritableRulePlace {
  /** `PatchOrderDto.internalNotes` */
  readonly where: string;
  /** Type of the objects that the route's first `@CanAccess` grants. */
  readonly objectType: string | undefined;
  readonly parts: ClassPlanParts;
}

/** Compiles one rule of `@Writable`; `undefined` if it cannot be, which is reported. */
export function compileWritableRule(
  rule: FieldRule,
  { where, objectType, parts }: WritableRulePlace,
): CompiledRule | undefined {
  if (!isRelationRule(rule)) {
    checkLoader({ where, judged: objectType }, parts);
    const policy = parts.compilePolicy(rule);
    return policy && { ask: 'policy', policy, name: policy.name };
  }
  const { relation } = rule;
  if (objectType === undefined || !parts.engine.hasRelation(objectType, relation)) {
    const about =
      objectType === undefined
        ? 'the route checks no object'
        : `no relation '${relation}' on a type '${objectType}'`;
    parts.report({
      problem: `@Writable({ relation: '${relation}' }) on ${where} can hold for nobody: ${about}`,
      remedy:
        'Check the object with @CanAccess on the route, and name a relation that the model defines on it.',
    });
  }
  return { ask: 'relation', relation, name: relation };
}

/** Reports rules where nothing reads them, and guarded properties that nothing validates. */
export function reportWritable({ parameters }: RouteDeclaration, report: ReportFinding): void {
  for (const { source, type, property } of parameters) {
    if (type === undefined || property !== undefined) continue;
    for (const name of fieldRulesOf(type, 'writable').keys()) {
      const where = `@Writable on ${type.name}.${name}`;
      if (source !== 'body') {
        report({
          problem: `${where} has no meaning in a ${source}`,
          remedy: 'Guard the route instead, with @Policy.',
        });
      } else if (!isValidated(type, name)) {
        report({
          problem: `${where}: nothing validates the field`,
          remedy: 'Add class-validator decorators to it.',
        });
      }
    }
  }
}
