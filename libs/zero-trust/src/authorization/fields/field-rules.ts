import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { AccessOptions } from '../access/access.options.js';
import { requirementsOf } from '../access/can-access.decorator.js';
import { locateObjectId } from '../access/object-id.js';
import { isListSource } from '../access/object-ids.reader.js';
import { PolicyCompiler } from '../policies/policy-compiler.js';
import { PolicyInputs } from '../policies/policy-inputs.js';
import { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { ResourceLoaders } from '../resources/resource-loaders.js';
import { ClassPlans, type ClassPlanParts } from './class-plans.js';
import type { FieldJudges } from './field-questions.js';

/** What rules on fields are compiled with and answered by. */
@Injectable()
export class FieldRules {
  readonly judges: FieldJudges;

  constructor(
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(PolicyCompiler) private readonly compiler: PolicyCompiler,
    @Inject(PolicyInputs) inputs: PolicyInputs,
    @Inject(AccessOptions) { timeoutMs, relationshipContext }: AccessOptions,
    @Inject(Clock) clock: Clock,
  ) {
    this.judges = {
      engine,
      timeoutMs,
      inputFor: (context, object) => inputs.inputFor(context, object),
      conditionValues: ({ request, principal }: RequestContext) =>
        principal === undefined
          ? undefined
          : relationshipContext?.({ request, principal, now: new Date(clock.now()) }),
    };
  }

  /** What compiles rules, with findings to `report`. */
  parts(report: ReportFinding): ClassPlanParts {
    const { engine, loaders, compiler } = this;
    return { engine, loaders, report, compilePolicy: (term) => compiler.compile(term, report) };
  }

  /** The plans of one route's answers. */
  plans(report: ReportFinding): ClassPlans {
    return new ClassPlans(this.parts(report));
  }

  /** The type of the one object that the route is about, by its first `@CanAccess`; `undefined` for none or several. */
  singleObjectType(route: RouteDeclaration): string | undefined {
    const [first] = requirementsOf(route);
    if (first === undefined || isListSource(locateObjectId(first, route))) return undefined;
    return first.type;
  }
}
