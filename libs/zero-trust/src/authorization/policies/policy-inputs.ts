import { Inject, Injectable } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { Clock } from '../../kernel/clock.port.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import { notFound } from '../../kernel/not-found.js';
import type { Principal } from '../../kernel/principal.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { Subjects } from '../subjects/subjects.js';
import { ResolvedPoliciesOptions } from './policies.options.js';
import { policyDenied } from './policy-denied.js';
import type { PolicyInput, PolicyObject, PolicySubject } from './policy-input.js';
import { RequestEnvironment } from './request-environment.js';

/** What a policy judges, but for the object. */
export type PolicySetting = Omit<PolicyInput, 'object' | 'resource'>;

/** What has been worked out for one request. */
interface Memo {
  readonly principal: Principal;
  readonly subject: MaybePromise<PolicySubject>;
  /** Made when a policy is asked first: permissions need the subject only. */
  setting: MaybePromise<PolicySetting> | undefined;
  readonly inputs: {
    readonly object: AccessedObject | undefined;
    readonly input: MaybePromise<PolicyInput>;
  }[];
}

/** Works out what policies judge: each fact at most once per request, and only where a policy, permission or field asks. */
@Injectable()
export class PolicyInputs {
  constructor(
    @Inject(Subjects) private readonly subjects: Subjects,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ResolvedPoliciesOptions) private readonly options: ResolvedPoliciesOptions,
  ) {}

  /**
   * Who asks.
   *
   * @throws {@link AccessDeniedError} if nobody is authenticated, or what is known of the caller is malformed (403), or the
   * application's provider of subjects fails (503)
   */
  subjectOf(context: RequestContext): MaybePromise<PolicySubject> {
    return this.memoOf(context).subject;
  }

  /**
   * Everything that a policy judges.
   *
   * @param object - what `@CanAccess` granted; left out on routes without one
   * @throws {@link AccessDeniedError} as {@link subjectOf}; `ZT_NOT_FOUND` if nothing is behind the object
   */
  inputFor(context: RequestContext, object?: AccessedObject): MaybePromise<PolicyInput> {
    const memo = this.memoOf(context);
    for (const known of memo.inputs) if (known.object === object) return known.input;
    const input = this.assemble(context, object);
    memo.inputs.push({ object, input });
    return input;
  }

  /** Who asks, to do what, when and from where. @throws as {@link subjectOf} */
  settingFor(context: RequestContext): MaybePromise<PolicySetting> {
    const memo = this.memoOf(context);
    memo.setting ??= this.settingOf(memo.subject, context);
    return memo.setting;
  }

  private settingOf(subject: Memo['subject'], context: RequestContext): MaybePromise<PolicySetting> {
    const { action, request } = context;
    if (action === undefined)
      throw new AccessDeniedError(policyDenied('policies', 'no route has been reached'));
    const environment = new RequestEnvironment(context, this.clock.now(), this.options);
    const params = paramsOf(request.params);
    return chain(subject, (known) => ({ subject: known, action, params, environment }));
  }

  private assemble(context: RequestContext, object: AccessedObject | undefined): MaybePromise<PolicyInput> {
    const setting = this.settingFor(context);
    if (object === undefined) return chain(setting, (known) => inputOf(known, NOTHING));
    return chain(setting, (known) => chain(describe(object), (described) => inputOf(known, described)));
  }

  /** A request is judged anew if its caller turns out to be another one. */
  private memoOf(context: RequestContext): Memo {
    const { principal } = context;
    if (principal === undefined) throw new AccessDeniedError(policyDenied('policies', 'no verified caller'));
    const known = context.policyMemo as Memo | undefined;
    if (known?.principal === principal) return known;
    const memo: Memo = {
      principal,
      subject: this.subjects.describe(principal),
      setting: undefined,
      inputs: [],
    };
    context.policyMemo = memo;
    return memo;
  }
}

type Described = Pick<PolicyInput, 'object' | 'resource'>;

const NOTHING: Described = { resource: undefined, object: undefined };

function inputOf({ subject, action, params, environment }: PolicySetting, given: Described): PolicyInput {
  return { subject, resource: given.resource, object: given.object, action, params, environment };
}

function describe(accessed: AccessedObject): MaybePromise<Described> {
  return chain(accessed.resource(), (resource) => {
    if (resource === undefined || resource === null) {
      throw new AccessDeniedError(notFound(`no resource behind ${accessed.ref}`));
    }
    return chain(accessed.attributes(), (attributes) => {
      const object: PolicyObject = Object.freeze({ ...attributes, type: accessed.type, id: accessed.id });
      return { resource, object };
    });
  });
}

/** A wildcard of the path gives a list, which is no single text. */
function paramsOf(params: unknown): Readonly<Record<string, string>> {
  if (typeof params !== 'object' || params === null) return NO_PARAMS;
  const texts: Record<string, string> = {};
  for (const name of Object.keys(params)) {
    const value = (params as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') texts[name] = value;
  }
  return Object.freeze(texts);
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});
