import { Inject, Injectable } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { Clock } from '../../kernel/clock.port.js';
import type { Decision } from '../../kernel/decision.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { requirementsOf } from '../access/can-access.decorator.js';
import { judgedIds } from '../access/judged-ids.js';
import { locateObjectId } from '../access/object-id.js';
import { isListSource } from '../access/object-ids.reader.js';
import { returnsOf, unfilteredReasonOf } from '../../kernel/returns.decorator.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { meetObligations } from './meet-obligations.js';
import { PolicyCompiler } from './policy-compiler.js';
import { policyDenied } from './policy-denied.js';
import type { CompiledPolicy, PolicyTerm } from './policy-definition.js';
import { PolicyInputs } from './policy-inputs.js';
import { PolicyRound, type Conditions } from './policy-round.js';
import { nameOfTerm } from './policy-term.js';
import { POLICIES } from './policy.decorator.js';

/** What a route's policies judge. */
interface PolicyQuestion {
  readonly round: PolicyRound;
  /** Type of the object that the route's first `@CanAccess` demands; `undefined` if it demands none. */
  readonly type: string | undefined;
  /** Whether it may name several, which are then judged one by one. */
  readonly isList: boolean;
  /** Whether fields of the answer can be masked. */
  readonly masks: boolean;
}

/** Do the attribute policies permit the request, now, from here? */
@Injectable()
export class CheckPoliciesStage implements Stage {
  readonly name = 'check-policies';

  constructor(
    @Inject(PolicyCompiler) private readonly compiler: PolicyCompiler,
    @Inject(PolicyInputs) private readonly inputs: PolicyInputs,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const terms = declaredPolicies(route);
    if (terms.length === 0) return undefined;
    const [subject] = requirementsOf(route);
    this.checkLoader(subject?.type, report);
    const compiled = terms.map((term) => this.compiler.compile(term, report));
    const policies = compiled.filter((policy) => policy !== undefined);
    const masks = unfilteredReasonOf(route) === undefined && returnsOf(route)?.shape !== undefined;
    if (!masks) reportMasks(policies, report);
    const isList = subject !== undefined && isListSource(locateObjectId(subject, route));
    const question = { round: new PolicyRound(policies), type: subject?.type, isList, masks };
    return (context) => this.check(context, question);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return declaredPolicies(route).map(nameOfTerm);
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
    const conditions: Conditions = { obligations: [], rules: new Set() };
    const decision = question.isList
      ? this.judgeList(question, context, conditions)
      : this.judgeObject(question, { context, object, conditions });
    if (isPromise(decision))
      return decision.then((late) => this.conclude(late, { question, context, conditions }));
    return this.conclude(decision, { question, context, conditions });
  }

  /** Every object of a list must be permitted; the first that is not decides. */
  private async judgeList(
    question: PolicyQuestion,
    context: RequestContext,
    conditions: Conditions,
  ): Promise<Decision> {
    const objects = listed(context);
    if (objects.length === 0) return policyDenied('policies', 'the objects of the list are not known');
    for (const object of objects) {
      const decision = await this.judgeObject(question, { context, object, conditions });
      if (decision.effect === 'deny') return decision;
    }
    return question.round.granted;
  }

  private judgeObject(
    { round }: PolicyQuestion,
    { context, object, conditions }: Judged,
  ): MaybePromise<Decision> {
    return chain(this.inputs.inputFor(context, object), (input) => round.ask(input, conditions));
  }

  /** A permit holds only if its obligations are met. */
  private conclude(decision: Decision, { question, context, conditions }: Conclusion): Decision {
    const { obligations, rules } = conditions;
    if (decision.effect === 'deny' || (obligations.length === 0 && rules.size === 0)) return decision;
    const means = { masks: question.masks, nowSeconds: Math.floor(this.clock.now() / 1_000) };
    const met = meetObligations(context, obligations, means);
    if (met.denial !== undefined) return met.denial;
    return question.round.grantedWith({ ...met.evidence, ...(rules.size > 0 && { rules: [...rules] }) });
  }
}

interface Judged {
  readonly context: RequestContext;
  readonly object: AccessedObject | undefined;
  readonly conditions: Conditions;
}

interface Conclusion {
  readonly question: PolicyQuestion;
  readonly context: RequestContext;
  readonly conditions: Conditions;
}

/** The objects of the route's first `@CanAccess`: they come first, each once. */
function listed(context: RequestContext): readonly AccessedObject[] {
  return context.objects.slice(0, judgedIds(context)[0]?.length ?? 0);
}

function reportMasks(policies: readonly CompiledPolicy[], report: ReportFinding): void {
  const masking = policies.filter(({ mayMask }) => mayMask === true).map(({ name }) => name);
  if (masking.length === 0) return;
  report({
    problem: `${masking.join(', ')} may mask fields, but the route does not say what it returns`,
    remedy: 'Add @Returns(…) with the class of the answer.',
  });
}

function declaredPolicies(route: RouteDeclaration): readonly PolicyTerm[] {
  return [...new Set(route.declared(POLICIES).flat())];
}
