import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Clock } from '../../kernel/clock.port.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { RequestContext } from '../../kernel/request-context.js';
import type { AccessPolicy, PolicyClass, PolicyInput, PolicyResult } from './access-policy.js';
import { judge } from './judge.js';

/** The application's policies, for stages and for code that filters lists by the rule that guards single objects. */
@Injectable()
export class Policies {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The provider of a policy class; `undefined` if there is none. */
  find(policy: PolicyClass): AccessPolicy | undefined {
    try {
      return this.modules.get<AccessPolicy>(policy, { strict: false });
    } catch {
      return undefined; // Nest says "no such provider" by throwing; the boot check reports it.
    }
  }

  /** What the policies judge for the request under way, but for its resource. */
  describe(context: RequestContext): Omit<PolicyInput, 'resource'> | undefined {
    const { principal: subject, request, action } = context;
    if (subject === undefined || action === undefined) return undefined;
    const environment = { now: new Date(this.clock.now()), sourceAddress: request.sourceAddress };
    return { subject, action, environment };
  }

  /**
   * The objects that a policy permits the present caller, in their order; an object that it cannot judge is left out.
   *
   * @throws {@link AccessDeniedError} outside an authenticated request
   */
  async filter<Resource>(policy: PolicyClass<Resource>, resources: readonly Resource[]): Promise<Resource[]> {
    const context = RequestContext.current();
    const input = context && this.describe(context);
    const provider = this.find(policy);
    if (input === undefined || provider === undefined) {
      throw new AccessDeniedError({
        effect: 'deny',
        code: 'ZT_POLICY_DENIED',
        kind: 'forbidden',
        detail: 'This request is not permitted.',
        reason: `no caller, or no provider of ${policy.name}, to filter by`,
      });
    }
    const results = await Promise.all(
      resources.map(async (resource) => judge(provider, { ...input, resource })),
    );
    return resources.filter((_, index) => (results[index] as PolicyResult).effect === 'permit');
  }
}
