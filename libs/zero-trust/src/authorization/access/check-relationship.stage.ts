import { Inject, Injectable } from '@nestjs/common';
import { AccessedObject } from '../../kernel/accessed-object.js';
import { ALLOW, deny, sharedAllow, type Allow, type Decision, type Deny } from '../../kernel/decision.js';
import { DependencyUnavailableError, AccessDeniedError } from '../../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { notFound } from '../../kernel/not-found.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { AccessOptions } from './access.options.js';
import { CAN_ACCESS, type AccessRequirement } from './can-access.decorator.js';
import { checkDeclaredObjects } from './declared-objects.js';
import { compileObjectIdReader, isObjectId, locateObjectId, type ObjectIdReader } from './object-id.js';

/** All that a route demands, ready to be checked. */
interface CompiledRequirements {
  readonly all: readonly CompiledRequirement[];
  /** The answer if all of them hold. */
  readonly granted: Allow;
}

/** A requirement, ready to be checked. */
interface CompiledRequirement extends AccessRequirement {
  readonly read: ObjectIdReader;
  /** The relation without which an object of this type is hidden; `undefined` if the type never is. */
  readonly visibleBy: string | undefined;
}

/** Does the relationship graph grant the caller every relation that the route demands? */
@Injectable()
export class CheckRelationshipStage implements Stage {
  readonly name = 'check-relationship';

  constructor(
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(AccessOptions) private readonly options: AccessOptions,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    checkDeclaredObjects(route, this.engine, report);
    const requirements = route
      .declared(CAN_ACCESS)
      .flatMap((requirement) => this.prepare(requirement, route));
    if (requirements.length === 0) return undefined;
    const granted = requirements.map(({ relation, type }) => `${relation} of ${type}`);
    const compiled = { all: requirements, granted: sharedAllow({ granted }) };
    return (context) => this.checkAll(context, compiled);
  }

  describe(route: RouteDeclaration): string | undefined {
    const requirements = route.declared(CAN_ACCESS);
    if (requirements.length === 0) return undefined;
    return requirements
      .map(
        (requirement) =>
          `${requirement.relation} of ${requirement.type} (${locateObjectId(requirement, route)})`,
      )
      .join(', ');
  }

  private prepare(requirement: AccessRequirement, route: RouteDeclaration): readonly CompiledRequirement[] {
    const source = locateObjectId(requirement, route);
    const read = source === undefined ? undefined : compileObjectIdReader(source);
    const visibleBy = this.options.visibleBy[requirement.type];
    return read === undefined ? [] : [{ ...requirement, read, visibleBy }];
  }

  private checkAll(
    context: RequestContext,
    requirements: CompiledRequirements,
    from = 0,
  ): MaybePromise<Decision> {
    const { all, granted } = requirements;
    for (let index = from; index < all.length; index++) {
      const decision = this.checkOne(context, all[index] as CompiledRequirement);
      if (isPromise(decision)) {
        return decision.then((settled) =>
          settled.effect === 'deny' ? settled : this.checkAll(context, requirements, index + 1),
        );
      }
      if (decision.effect === 'deny') return decision;
    }
    return granted;
  }

  private checkOne(context: RequestContext, requirement: CompiledRequirement): MaybePromise<Decision> {
    const id = requirement.read(context.request);
    if (!isObjectId(id)) return this.malformed(requirement);
    const { relation, type } = requirement;
    const source = { loader: this.loaders.find(type), timeoutMs: this.options.timeoutMs };
    const object = new AccessedObject(type, id, source);
    return chain(this.holds(context, relation, object.ref), (granted) => {
      if (!granted) return this.refuse(context, requirement, object.ref);
      context.objects.push(object);
      return ALLOW;
    });
  }

  /** Hidden objects answer as absent ones do; what may be seen but not acted on answers 403. */
  private refuse(
    context: RequestContext,
    requirement: CompiledRequirement,
    object: string,
  ): MaybePromise<Deny> {
    const { relation, visibleBy } = requirement;
    const reason = `${context.principal?.graphSubject} is not ${relation} of ${object}`;
    const evidence = { relation, object };
    if (visibleBy === undefined) return relationMissing(reason, evidence);
    if (visibleBy === relation) return notFound(reason, evidence);
    return chain(this.holds(context, visibleBy, object), (visible) =>
      visible ? relationMissing(reason, evidence) : notFound(`${reason}, nor ${visibleBy}`, evidence),
    );
  }

  private malformed({ type, relation, visibleBy }: CompiledRequirement): Deny {
    const reason = `the request names no single well-formed ${type} id`;
    if (visibleBy !== undefined) return notFound(reason, { relation, type });
    return deny({
      code: 'ZT_OBJECT_ID_INVALID',
      kind: 'forbidden',
      detail: `The request must name exactly one well-formed ${type} id.`,
      reason,
      evidence: { relation, type },
    });
  }

  private holds(context: RequestContext, relation: string, object: string): MaybePromise<boolean> {
    const subject = context.principal?.graphSubject;
    if (subject === undefined) return false;
    try {
      const result = this.engine.check({ subject, relation, object });
      return isPromise(result) ? result.then(isGranted).catch(unavailable) : isGranted(result);
    } catch (error) {
      return unavailable(error);
    }
  }
}

/** An engine may answer garbage: only a literal `true` grants. */
function isGranted({ allowed }: { readonly allowed: unknown }): boolean {
  return allowed === true;
}

function unavailable(error: unknown): never {
  if (error instanceof AccessDeniedError) throw error;
  throw new DependencyUnavailableError('relationship engine', 'failed', { cause: error });
}

function relationMissing(reason: string, evidence: Deny['evidence']): Deny {
  return deny({
    code: 'ZT_RELATION_MISSING',
    kind: 'forbidden',
    detail: 'You do not have the relation to this object that this request needs.',
    reason,
    evidence,
  });
}
