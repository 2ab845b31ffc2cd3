import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { sharedAllow, type Allow } from '../../kernel/decision.js';
import { chain } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck, StandIn } from '../../kernel/stage.js';
import { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { AccessCheck } from './access-check.js';
import { AccessOptions } from './access.options.js';
import {
  ACCESSIBLE,
  openLists,
  type AccessibleRequirement,
  type PreparedList,
} from './accessible/accessible.decorator.js';
import { requirementsOf, type AccessRequirement } from './can-access.decorator.js';
import { mergeContexts, type ConditionContext } from './condition-context.js';
import { checkDeclaredObjects } from './declared-objects.js';
import { describeSource, locateObjectId } from './object-id.js';
import {
  compileObjectIdReader,
  compileObjectIdsReader,
  isListSource,
  isRewritable,
} from './object-ids.reader.js';
import { keepUnjudged } from './keep-objects.js';
import { paceNotFound } from './paced-check.js';
import type { CompiledRequirement } from './requirement.js';
import { SingleObjectCheck } from './single-object-check.js';

/** Does the relationship graph grant the caller every relation that the route demands? */
@Injectable()
export class CheckRelationshipStage implements Stage {
  readonly name = 'check-relationship';

  constructor(
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(AccessOptions) private readonly options: AccessOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    checkDeclaredObjects(route, this.engine, report);
    const declared = requirementsOf(route);
    const lists = route.declared(ACCESSIBLE);
    if (declared.length === 0 && lists.length === 0) return undefined;
    const granted = sharedAllow({ granted: [...declared, ...lists].map(inWords) });
    const check = this.compileCheck(route, granted);
    if (lists.length === 0) return check;
    const prepared = this.prepareLists(route);
    return (context) =>
      chain(check(context), (decision) => {
        if (decision.effect === 'allow') openLists(context, prepared, this.listing());
        return decision;
      });
  }

  standIn(route: RouteDeclaration): StandIn {
    const requirements = requirementsOf(route).flatMap((requirement) => this.prepare(requirement, route));
    const lists = this.prepareLists(route);
    const { timeoutMs } = this.options;
    return (context) => {
      if (lists.length > 0) openLists(context, lists, this.listing());
      keepUnjudged(context, { requirements, timeoutMs });
    };
  }

  describe(route: RouteDeclaration): readonly string[] {
    const objects = requirementsOf(route).map(
      (requirement) =>
        `${inWords(requirement)} (${describeSource(locateObjectId(requirement, route))}${requirement.judged ? ', judged' : ''})`,
    );
    const lists = route.declared(ACCESSIBLE).map((list) => `${inWords(list)} (list)`);
    return [...objects, ...lists];
  }

  private compileCheck(route: RouteDeclaration, granted: Allow): StageCheck {
    const declared = requirementsOf(route);
    if (declared.length === 0) return () => granted;
    const requirements = declared.flatMap((requirement) => this.prepare(requirement, route));
    const sources = declared.map((requirement) => locateObjectId(requirement, route));
    const { hiddenAnswerMs, timeoutMs } = this.options;
    const remembersIds = sources.some((source) => isRewritable(source) || isListSource(source));
    const { engine } = this;
    const check =
      this.compileSingle(requirements, { source: sources[0], granted }) ??
      new AccessCheck({ requirements, engine, granted, timeoutMs, remembersIds });
    const run: StageCheck = (context) => check.run(context);
    const hides = requirements.some(({ visibleBy }) => visibleBy !== undefined);
    return hides && hiddenAnswerMs > 0 ? paceNotFound(run, hiddenAnswerMs) : run;
  }

  /** What nearly every route demands; `undefined` where it demands more. */
  private compileSingle(
    [requirement, ...more]: readonly CompiledRequirement[],
    { source, granted }: SingleRoute,
  ): SingleObjectCheck | undefined {
    const read = compileObjectIdReader(source);
    if (requirement === undefined || more.length > 0 || requirement.context !== undefined) return undefined;
    if (read === undefined) return undefined;
    const { relation, type, visibleBy, loader } = requirement;
    const { engine, options } = this;
    const resource = { loader, timeoutMs: options.timeoutMs };
    return new SingleObjectCheck({ relation, type, read, visibleBy, source: resource, engine, granted });
  }

  private prepare(requirement: AccessRequirement, route: RouteDeclaration): readonly CompiledRequirement[] {
    const { relation, type } = requirement;
    const source = locateObjectId(requirement, route);
    const read = compileObjectIdsReader(source);
    if (read === undefined) return [];
    const isList = isListSource(source);
    const visibleBy = this.options.visibleBy[type];
    const loader = this.loaders.find(type);
    return [{ relation, type, read, isList, visibleBy, loader, context: this.contextOf(requirement) }];
  }

  private prepareLists(route: RouteDeclaration): readonly PreparedList[] {
    return route.declared(ACCESSIBLE).map((list) => ({ ...list, context: this.contextOf(list) }));
  }

  /** The values for conditions of one requirement; `undefined` where nothing gives any. */
  private contextOf({ context: own }: { readonly context: ConditionContext | undefined }) {
    const merged = mergeContexts([this.options.relationshipContext, own]);
    if (merged === undefined) return undefined;
    return ({ request, principal }: RequestContext): Readonly<Record<string, unknown>> =>
      principal === undefined ? {} : merged({ request, principal, now: new Date(this.clock.now()) });
  }

  private listing() {
    return { engine: this.engine, timeoutMs: this.options.timeoutMs };
  }
}

function inWords({ relation, type }: AccessRequirement | AccessibleRequirement): string {
  return `${relation} of ${type}`;
}

interface SingleRoute {
  readonly source: ReturnType<typeof locateObjectId>;
  readonly granted: Allow;
}
