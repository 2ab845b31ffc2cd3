import { Inject, Injectable } from '@nestjs/common';
import { deny, sharedAllow, type Allow, type Decision, type Deny } from '../../kernel/decision.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { notFound } from '../../kernel/not-found.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { requirementsOf } from '../access/can-access.decorator.js';
import { judgedIds } from '../access/judged-ids.js';
import { locateObjectId } from '../access/object-id.js';
import { isListSource } from '../access/object-ids.reader.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import type { AccessPolicy, PolicyClass, PolicyInput } from './access-policy.js';
import { judge } from './judge.js';
import { Policies } from './policies.js';
import { POLICIES } from './policy.decorator.js';

interface NamedPolicy {
  readonly name: string;
  readonly policy: AccessPolicy;
}

/** What a route's policies judge. */
interface PolicyQuestion {
  readonly policies: readonly NamedPolicy[];
  /** Type of the object that the route's first `@CanAccess` demands; `undefined` if it demands none. */
  readonly type: string | undefined;
  /** Whether it may name several, which are then judged one by one. */
  readonly isList: boolean;
  /** The answer if all of them permit. */
  readonly granted: Allow;
}

/** Do the attribute policies permit the request, now, from here? */
@Injectable()
export class CheckPoliciesStage implements Stage {
  readonly name = 'check-policies';

  constructor(
    @Inject(Policies) private readonly policies: Policies,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const classes = declaredPolicies(route);
    if (classes.length === 0) return undefined;
    const [subject] = requirementsOf(route);
    const type = subject?.type;
    if (type !== undefined && this.loaders.find(type) === undefined) {
      report({
        problem: `its policies judge the '${type}', but nothing loads one`,
        remedy: `Add a provider with @LoadsResource('${type}') that implements ResourceLoader.`,
      });
    }
    const named = classes.flatMap((policyClass) => this.resolve(policyClass, report));
    const granted = sharedAllow({ policies: named.map(({ name }) => name) });
    const isList = subject !== undefined && isListSource(locateObjectId(subject, route));
    return (context) => this.check(context, { policies: named, type, isList, granted });
  }

  describe(route: RouteDeclaration): string | undefined {
    const names = declaredPolicies(route).map((policy) => policy?.name ?? 'unknown');
    return names.length === 0 ? undefined : names.join(', ');
  }

  private resolve(policyClass: PolicyClass, report: ReportFinding): readonly NamedPolicy[] {
    const policy = typeof policyClass === 'function' ? this.policies.find(policyClass) : undefined;
    if (typeof policy?.evaluate === 'function') return [{ name: policyClass.name, policy }];
    const name = typeof policyClass === 'function' ? policyClass.name : String(policyClass);
    report({
      problem: `@Policy(${name}) is not a provider with a method 'evaluate'`,
      remedy: `Add ${name} to the providers of a module, and implement AccessPolicy.`,
    });
    return [];
  }

  private check(context: RequestContext, question: PolicyQuestion): MaybePromise<Decision> {
    const input = this.policies.describe(context);
    if (input === undefined) return refused('policies', 'no verified caller');
    const object = context.objects[0];
    // Guards bound by hand in the wrong order: a policy must not take "not checked yet" for "no object".
    if (object?.type !== question.type) {
      return refused('policies', `no ${question.type} has been checked before them`);
    }
    if (question.isList) return judgeList(question, input, listed(context));
    return judgeObject(question, input, object);
  }
}

/** The objects of the route's first `@CanAccess`: they come first, each once. */
function listed(context: RequestContext): readonly AccessedObject[] {
  return context.objects.slice(0, judgedIds(context)[0]?.length ?? 0);
}

/** Every object of a list must be permitted; the first that is not decides. */
async function judgeList(
  question: PolicyQuestion,
  input: Omit<PolicyInput, 'resource'>,
  objects: readonly AccessedObject[],
): Promise<Decision> {
  if (objects.length === 0) return refused('policies', 'the objects of the list are not known');
  for (const object of objects) {
    const decision = await judgeObject(question, input, object);
    if (decision.effect === 'deny') return decision;
  }
  return question.granted;
}

function judgeObject(
  question: PolicyQuestion,
  input: Omit<PolicyInput, 'resource'>,
  object: AccessedObject | undefined,
): MaybePromise<Decision> {
  return chain(object?.resource(), (resource) => {
    const isMissing = resource === undefined || resource === null;
    if (object !== undefined && isMissing) return notFound(`no resource behind ${object.ref}`);
    return judgeAll(question, { ...input, resource });
  });
}

/** The first deny ends it; synchronous until a policy answers with a promise. */
function judgeAll(question: PolicyQuestion, input: PolicyInput, from = 0): MaybePromise<Decision> {
  const { policies, granted } = question;
  for (let index = from; index < policies.length; index++) {
    const { name, policy } = policies[index] as NamedPolicy;
    const result = judge(policy, input);
    if (isPromise(result)) {
      return result.then((late) =>
        late.effect === 'deny' ? refused(name, late.reason) : judgeAll(question, input, index + 1),
      );
    }
    if (result.effect === 'deny') return refused(name, result.reason);
  }
  return granted;
}

function declaredPolicies(route: RouteDeclaration): readonly PolicyClass[] {
  return [...new Set(route.declared(POLICIES).flat())];
}

function refused(policy: string, reason: string): Deny {
  return deny({
    code: 'ZT_POLICY_DENIED',
    kind: 'forbidden',
    detail: 'A policy of this service does not permit this request.',
    reason: `${policy}: ${reason}`,
    evidence: { policy },
  });
}
