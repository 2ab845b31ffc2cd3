import type { Constructor } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import type { CompiledPolicy, PolicyTerm } from '../policies/policy-definition.js';
import type { ResourceLoaders } from '../resources/resource-loaders.js';
import { dataPrototypeOf } from './answer-as-is.js';
import type { ClassPlan, CompiledRule, FieldPlan } from './compiled-fields.js';
import { readDtoProperties, type DtoProperty } from './dto-shape.js';
import { fieldRulesOf } from './field-declarations.js';
import { isRelationRule, type FieldRule } from './field-rule.js';
import { representedBy, representedOrigin } from './represents.decorator.js';

/** What plans are compiled with. */
export interface ClassPlanParts {
  readonly engine: RelationshipEngine;
  readonly loaders: ResourceLoaders;
  readonly report: ReportFinding;
  compilePolicy(term: PolicyTerm): CompiledPolicy | undefined;
}

type Draft = { -readonly [Key in keyof ClassPlan]: ClassPlan[Key] };

/** Compiles the classes that one route returns. A class that holds itself is compiled once. */
export class ClassPlans {
  readonly #plans = new Map<string, Map<Constructor, ClassPlan>>();
  /** One policy on several fields is asked once about an object. */
  readonly #policies = new Map<PolicyTerm, CompiledRule>();

  constructor(private readonly parts: ClassPlanParts) {}

  /** @param owner type of the object that the class belongs to, unless it says itself which it represents */
  of(type: Constructor, owner: string | undefined): ClassPlan {
    const represented = representedBy(type);
    const judged = represented?.type ?? owner;
    const known = this.#plans.get(judged ?? '') ?? new Map<Constructor, ClassPlan>();
    this.#plans.set(judged ?? '', known);
    const found = known.get(type);
    if (found !== undefined) return found;
    this.checkOrigin(type);
    const represents = represented && { ...represented, loader: this.parts.loaders.find(represented.type) };
    const plan: Draft = { name: type.name, dataPrototype: undefined, represents, fields: [] };
    known.set(type, plan);
    plan.fields = this.fieldsOf(type, judged);
    plan.dataPrototype = dataPrototypeOf(type.prototype, plan.fields);
    return plan;
  }

  private checkOrigin(type: Constructor): void {
    const origin = representedOrigin(type);
    if (origin === undefined) return;
    this.parts.report({
      problem: `${type.name} has rules of ${origin.name}, but not its @Represents, which mapped types do not copy`,
      remedy: `Add @Represents('${representedBy(origin)?.type}') to it, or of which object its rules are.`,
    });
  }

  private fieldsOf(type: Constructor, judged: string | undefined): readonly FieldPlan[] {
    const properties = this.propertiesOf(type);
    const rules = fieldRulesOf(type, 'visible');
    for (const name of rules.keys()) {
      if (!properties.some((property) => property.name === name)) this.reportRenamed(type, name);
    }
    return properties.map(({ name, nested }) => ({
      name,
      rules: (rules.get(name) ?? []).flatMap((rule) =>
        this.rule(rule, { where: `${type.name}.${name}`, judged }),
      ),
      nested: nested === undefined ? undefined : this.of(nested, judged),
    }));
  }

  private propertiesOf(type: Constructor): readonly DtoProperty[] {
    try {
      const properties = readDtoProperties(type);
      if (properties.length === 0) this.reportEmpty(type, 'declares no property');
      return properties;
    } catch (error) {
      this.reportEmpty(
        type,
        `cannot be made without arguments (${error instanceof Error ? error.name : 'error'})`,
      );
      return [];
    }
  }

  /** A rule that cannot be compiled has been reported; it never leaves a field open, for the boot stops. */
  private rule(rule: FieldRule, field: RuledField): readonly CompiledRule[] {
    if (isRelationRule(rule)) {
      this.checkRelation(rule.relation, field);
      return [{ ask: 'relation', relation: rule.relation, name: rule.relation }];
    }
    checkLoader(field, this.parts);
    const known = this.#policies.get(rule);
    if (known !== undefined) return [known];
    const policy = this.parts.compilePolicy(rule);
    if (policy === undefined) return [];
    const compiled: CompiledRule = { ask: 'policy', policy, name: policy.name };
    this.#policies.set(rule, compiled);
    return [compiled];
  }

  private checkRelation(relation: string, { where, judged }: RuledField): void {
    const rule = `@Visible({ relation: '${relation}' }) on ${where}`;
    if (judged === undefined) {
      this.parts.report({
        problem: `${rule}: nothing says on which object`,
        remedy: "Put @Represents('<type>') on the class; or check one object with @CanAccess on the route.",
      });
    } else if (!this.parts.engine.hasRelation(judged, relation)) {
      this.parts.report({
        problem: `${rule}: the relationship model has no relation '${relation}' on a type '${judged}'`,
        remedy:
          'Define it in the model, correct its name, or say with @Represents which object the class stands for.',
      });
    }
  }

  private reportRenamed({ name }: Constructor, property: string): void {
    this.parts.report({
      problem: `@Visible on ${name}.${property} does not hold: class-transformer excludes the property or calls it otherwise`,
      remedy: 'Remove @Exclude(), or the name that @Expose gives; call the property as it is to leave.',
    });
  }

  private reportEmpty({ name }: Constructor, problem: string): void {
    this.parts.report({
      problem: `${name}, which it returns, ${problem}`,
      remedy:
        'Give a class without constructor parameters; @Visible() declares a property where the compiler does not.',
    });
  }
}

/** Policies judge the object that a field belongs to; without a loader every answer would be refused. */
export function checkLoader({ where, judged }: RuledField, { loaders, report }: ClassPlanParts): void {
  if (judged === undefined || loaders.find(judged) !== undefined) return;
  report({
    problem: `a policy on ${where} judges the '${judged}', but nothing loads one`,
    remedy: `Add a provider with @LoadsResource('${judged}') that implements ResourceLoader.`,
  });
}

/** A field with a rule. */
export interface RuledField {
  /** `OrderDto.internalNotes` */
  readonly where: string;
  /** Type of the object that its rules are asked about. */
  readonly judged: string | undefined;
}
