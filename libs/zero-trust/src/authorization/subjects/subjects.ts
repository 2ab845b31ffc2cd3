import { Inject, Injectable } from '@nestjs/common';
import { answerInTime } from '../../kernel/deadline.js';
import { AccessDeniedError, DependencyUnavailableError } from '../../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { PerPrincipal } from '../../kernel/per-principal.js';
import type { Principal } from '../../kernel/principal.js';
import type { SubjectDescriber, SubjectDescription } from '../../kernel/subject-describer.port.js';
import { AccessOptions } from '../access/access.options.js';
import { PermissionGrants } from '../permissions/permission-grants.js';
import type { PolicySubject } from '../policies/policy-input.js';
import { ResolvedPoliciesOptions } from '../policies/policies.options.js';
import { DescribingIssuers } from './describing-issuers.js';
import { SubjectDescribers } from './subject-describers.js';
import { completeFacts, factsOf, permissionsGiven, type SubjectFacts } from './subject-facts.js';

const DEPENDENCY = 'provider of subjects';

/** Works out what is known of a caller: from its claims, and from the application's own provider if there is one. */
@Injectable()
export class Subjects {
  /** Requests with one token share its principal, so that its claims are read once. */
  readonly #byClaims = new PerPrincipal<PolicySubject>();

  constructor(
    @Inject(ResolvedPoliciesOptions) private readonly options: ResolvedPoliciesOptions,
    @Inject(AccessOptions) private readonly access: AccessOptions,
    @Inject(PermissionGrants) private readonly grants: PermissionGrants,
    @Inject(DescribingIssuers) private readonly issuers: DescribingIssuers,
    @Inject(SubjectDescribers) private readonly describers: SubjectDescribers,
  ) {}

  /**
   * Asks the provider anew each time; callers keep what they get for the request.
   *
   * @throws {@link AccessDeniedError} if a claim, or what the provider says, is malformed; if the provider fails (503)
   */
  describe(principal: Principal): MaybePromise<PolicySubject> {
    const describer = this.describers.find();
    if (describer === undefined) return this.byClaims(principal);
    return chain(this.ask(describer, principal), (given) => this.complete(principal, given));
  }

  private byClaims(principal: Principal): PolicySubject {
    const known = this.#byClaims.get(principal);
    if (known !== undefined) return known;
    const subject = this.assemble(principal, this.factsOf(principal));
    this.#byClaims.set(principal, subject);
    return subject;
  }

  private complete(principal: Principal, given: SubjectDescription): PolicySubject {
    const facts = completeFacts(this.factsOf(principal), given, this.options.claims);
    return this.assemble(principal, facts, permissionsGiven(given));
  }

  private factsOf(principal: Principal): SubjectFacts {
    return factsOf(this.issuers.claimsOf(principal), this.options.claims);
  }

  private assemble(principal: Principal, facts: SubjectFacts, provided?: readonly string[]): PolicySubject {
    const { issuer, subject: id, authentication } = principal;
    const claims = this.issuers.claimsOf(principal);
    const permissions = this.grants.of({ roles: facts.roles, claims, provided });
    return Object.freeze({ ...facts, permissions, issuer, id, authentication, principal });
  }

  private ask(describer: SubjectDescriber, principal: Principal): MaybePromise<SubjectDescription> {
    const { timeoutMs } = this.access;
    try {
      const answer = answerInTime({ dependency: DEPENDENCY, timeoutMs }, (expiry) =>
        describer.describe(principal, expiry),
      );
      return isPromise(answer) ? answer.catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  }
}

function failed(cause: unknown): never {
  if (cause instanceof AccessDeniedError) throw cause;
  throw new DependencyUnavailableError(DEPENDENCY, 'failed', { cause });
}
