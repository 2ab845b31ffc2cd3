import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { RequestContext } from '../../kernel/request-context.js';
import { AccessOptions } from '../access/access.options.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { describeResource, withoutObject, type FilteredObjects } from './filtered-objects.js';
import { shortcomingOfSignIn } from './meet-obligations.js';
import type { Obligation } from './obligation.js';
import { PolicyCompiler } from './policy-compiler.js';
import { policyDenied } from './policy-denied.js';
import type { CompiledPolicy, PolicyTerm, PolicyVerdict } from './policy-definition.js';
import { PolicyInputs } from './policy-inputs.js';
import { nameOfTerm } from './policy-term.js';

/** The application's policies, for code that filters lists by the rule that guards single objects. */
@Injectable()
export class Policies {
  /** By term: compiled once, at its first use. */
  readonly #compiled = new WeakMap<object, CompiledPolicy>();

  constructor(
    @Inject(PolicyCompiler) private readonly compiler: PolicyCompiler,
    @Inject(PolicyInputs) private readonly inputs: PolicyInputs,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(AccessOptions) private readonly options: AccessOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The objects that a policy permits the present caller, in their order. One that it cannot judge is left out, and so is one
   * that it permits only on a condition that a list cannot meet: a field to mask, something to log, a sign-in that is too old.
   *
   * @param objects - says of what type they are, so that policies get to know their attributes; without it, a policy that looks
   * at `object` cannot judge any
   * @throws {@link AccessDeniedError} outside an authenticated request; if a dependency of the policy is down (503)
   */
  async filter<Resource>(
    term: PolicyTerm<Resource>,
    resources: readonly Resource[],
    objects?: FilteredObjects<Resource>,
  ): Promise<Resource[]> {
    const context = RequestContext.current();
    const policy = this.compile(term);
    if (context === undefined || policy === undefined) {
      throw new AccessDeniedError(
        policyDenied(nameOfTerm(term), 'no request, or no such policy, to filter by'),
      );
    }
    const setting = await this.inputs.settingFor(context);
    const source = { loader: objects && this.loaders.find(objects.type), timeoutMs: this.options.timeoutMs };
    const verdicts = await Promise.all(
      resources.map(async (resource) => {
        if (objects === undefined) return policy.evaluate(withoutObject(setting, resource));
        const object = await describeResource(resource, objects, source);
        return object && policy.evaluate({ ...setting, resource, object });
      }),
    );
    return resources.filter((_, index) => this.keeps(context, verdicts[index]));
  }

  private keeps(context: RequestContext, verdict: PolicyVerdict | undefined): boolean {
    return verdict?.effect === 'permit' && this.areMet(context, verdict.obligations);
  }

  private areMet(context: RequestContext, obligations: readonly Obligation[]): boolean {
    const nowSeconds = Math.floor(this.clock.now() / 1_000);
    return obligations.every(
      (obligation) =>
        obligation.type === 'step-up' && shortcomingOfSignIn(context, obligation, nowSeconds) === undefined,
    );
  }

  private compile(term: PolicyTerm): CompiledPolicy | undefined {
    const known = this.#compiled.get(term);
    if (known !== undefined) return known;
    const compiled = this.compiler.compile(term, () => undefined);
    if (compiled !== undefined) this.#compiled.set(term, compiled);
    return compiled;
  }
}
