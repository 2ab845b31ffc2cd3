import { Inject, Injectable } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { Clock } from '../../kernel/clock.port.js';
import type { Decision, Deny } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { requirementsOf } from '../access/can-access.decorator.js';
import { locateObjectId } from '../access/object-id.js';
import { isListSource } from '../access/object-ids.reader.js';
import type { MaskableFields } from '../fields/maskable-fields.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { reportUnclearObject } from './judged-object.js';
import { meetObligations } from './meet-obligations.js';
import { PolicyCompiler } from './policy-compiler.js';
import { policyDenied } from './policy-denied.js';
import type { PolicyTerm } from './policy-definition.js';
import { PolicyInputs } from './policy-inputs.js';
import { PolicyRound, START, UNCONDITIONAL, type Conditions, type Progress } from './policy-round.js';
import { nameOfTerm, ruleNamesOf } from './policy-term.js';
import { POLICIES } from './policy.decorator.js';
import { PolicyRules } from './rules/policy-rules.js';
import { maskableFieldsOf, reportMasks } from './report-masks.js';

/** What a route's policies judge. */
interface PolicyQuestion {
  readonly round: PolicyRound;
  /** Type of the object that the route's first `@CanAccess` demands; `undefined` if it demands none. */
  readonly type: string | undefined;
  /** Whether it may name several, which are then judged one by one. */
  readonly isList: boolean;
  /** The fields of the answer that can be masked; `undefined` if none can. */
  readonly maskable: MaskableFields | undefined;
}

/** Do the attribute policies permit the request, now, from here? */
@Injectable()
export class CheckPoliciesStage implements Stage {
  readonly name = 'check-policies';

  constructor(
    @Inject(PolicyCompiler) private readonly compiler: PolicyCompiler,
    @Inject(PolicyInputs) private readonly inputs: PolicyInputs,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(PolicyRules) private readonly rules: PolicyRules,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const terms = declaredPolicies(route);
    if (terms.length === 0) return undefined;
    const [subject] = requirementsOf(route);
    this.checkLoader(subject?.type, report);
    reportUnclearObject(route, report);
    const compiled = terms.map((term) => this.compiler.compile(term, report));
    const policies = compiled.filter((policy) => policy !== undefined);
    const maskable = maskableFieldsOf(route);
    reportMasks(policies, maskable, report);
    const isList = subject !== undefined && isListSource(locateObjectId(subject, route));
    const question = { round: new PolicyRound(policies), type: subject?.type, isList, maskable };
    return (context) => this.check(context, question);
  }

  describe(route: RouteDeclaration): readonly string[] {
    const terms = declaredPolicies(route);
    const rules = ruleNamesOf(terms).map((name) => `${name}#${this.rules.fingerprintOf(name) ?? 'unknown'}`);
    return [...terms.map(nameOfTerm), ...rules.map((rule) => `text of rule ${rule}`)];
  }

  private checkLoader(type: string | undefined, report: ReportFinding): void {
    if (type === undefined || this.loaders.find(type) !== undefined) return;
    report({
      problem: `its policies judge the '${type}', but nothing loads one`,
      remedy: `Add a provider with @LoadsResource('${type}') that implements ResourceLoader.`,
    });
  }

  private check(context: RequestContext, question: PolicyQuestion): MaybePromise<Decision> {
    const object = context.objects[0];
    // Guards bound by hand in the wrong order: a policy must not take "not checked yet" for "no object".
    if (object?.type !== question.type) {
      return policyDenied('policies', `no ${question.type} has been checked before them`);
    }
    const outcome = question.isList
      ? this.judgeList(context, question)
      : this.judgeObject(context, { question, object });
    if (outcome === UNCONDITIONAL) return question.round.granted;
    return chain(outcome, (settled) => this.conclude(settled, { question, context }));
  }

  /** Every object of a list must be permitted; the first that is not decides. */
  private async judgeList(context: RequestContext, question: PolicyQuestion): Promise<Deny | Conditions> {
    const objects = listed(context);
    if (objects.length === 0) return policyDenied('policies', 'the objects of the list are not known');
    let before = START;
    for (const object of objects) {
      const outcome = await this.judgeObject(context, { question, object, before });
      if (outcome.effect === 'deny') return outcome;
      before = { index: 0, conditions: outcome };
    }
    return before.conditions;
  }

  private judgeObject(
    context: RequestContext,
    { question, object, before }: Judged,
  ): MaybePromise<Deny | Conditions> {
    const { round } = question;
    return chain(this.inputs.inputFor(context, object), (input) => round.ask(input, before));
  }

  /** A permit holds only if its obligations are met. */
  private conclude(outcome: Deny | Conditions, { question, context }: Conclusion): Decision {
    if (outcome.effect === 'deny') return outcome;
    if (outcome === UNCONDITIONAL) return question.round.granted;
    const means = { maskable: question.maskable, nowSeconds: Math.floor(this.clock.now() / 1_000) };
    const met = meetObligations(context, outcome.obligations, means);
    if (met.denial !== undefined) return met.denial;
    const rules = [...new Set(outcome.rules)];
    return question.round.grantedWith({ ...met.evidence, ...(rules.length > 0 && { rules }) });
  }
}

interface Judged {
  readonly question: PolicyQuestion;
  readonly object: AccessedObject | undefined;
  /** What its conditions come on top of. */
  readonly before?: Progress;
}

interface Conclusion {
  readonly question: PolicyQuestion;
  readonly context: RequestContext;
}

/** The objects of the route's first `@CanAccess`: they come first, each once. */
function listed(context: RequestContext): readonly AccessedObject[] {
  return context.objects.slice(0, context.judgedIds[0]?.length ?? 0);
}

function declaredPolicies(route: RouteDeclaration): readonly PolicyTerm[] {
  return [...new Set(route.declared(POLICIES).flat())];
}
