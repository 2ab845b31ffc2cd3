import { Inject, Injectable } from '@nestjs/common';
import { allow, deny, type Decision, type Deny } from '../../kernel/decision.js';
import { notFound } from '../../kernel/not-found.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { CAN_ACCESS } from '../access/can-access.decorator.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import type { AccessPolicy, PolicyClass } from './access-policy.js';
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
    const type = route.declared(CAN_ACCESS)[0]?.type;
    if (type !== undefined && this.loaders.find(type) === undefined) {
      report({
        problem: `its policies judge the '${type}', but nothing loads one`,
        remedy: `Add a provider with @LoadsResource('${type}') that implements ResourceLoader.`,
      });
    }
    const named = classes.flatMap((policyClass) => this.resolve(policyClass, report));
    return (context) => this.check(context, { policies: named, type });
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

  private async check(context: RequestContext, { policies, type }: PolicyQuestion): Promise<Decision> {
    const input = this.policies.describe(context);
    if (input === undefined) return refused('policies', 'no verified caller');
    const object = context.objects[0];
    // Guards bound by hand in the wrong order: a policy must not take "not checked yet" for "no object".
    if (object?.type !== type) return refused('policies', `no ${type} has been checked before them`);
    const resource = await object?.resource();
    if (object !== undefined && (resource === undefined || resource === null)) {
      return notFound(`no resource behind ${object.ref}`);
    }
    for (const { name, policy } of policies) {
      const result = await judge(policy, { ...input, resource });
      if (result.effect === 'deny') return refused(name, result.reason);
    }
    return allow({ policies: policies.map(({ name }) => name) });
  }
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
