import { Inject, Injectable } from '@nestjs/common';
import { ALLOW, type Decision, type InputProblem } from '../../kernel/decision.js';
import { invalidRequest } from '../../kernel/errors.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { Constructor, RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck, StandIn } from '../../kernel/stage.js';
import { DtoClasses } from './dto-classes.js';
import { MAX_PROBLEMS } from './path-problem.js';
import { ValidationOptions } from './validation.options.js';
import { compilePickedQueries } from './picked-queries.js';
import { unvalidatedParts } from './unvalidated-parts.js';
import {
  compilePayloadCheck,
  compilePayloadStandIn,
  type PartSchema,
  type PayloadCheck,
  type PayloadSource,
} from './payload-check.js';

/** A parameter that takes a whole payload, and the class that it is to be an instance of. */
interface TypedParameter {
  readonly source: PayloadSource;
  readonly type: Constructor;
}

/**
 * Does the payload match its schema? Bodies, queries and path parameters that a handler takes as a class with
 * class-validator decorators become validated instances of it; unknown properties are refused. The body and the query are
 * replaced by these instances, so that nothing is validated or transformed twice.
 */
@Injectable()
export class InspectRequestStage implements Stage {
  readonly name = 'inspect-request';
  readonly #classes = new DtoClasses();

  constructor(@Inject(ValidationOptions) private readonly options: ValidationOptions) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    this.reportUnvalidated(route, report);
    for (const { type } of this.validatedParameters(route)) reportParts(type, report);
    const picked = compilePickedQueries(route.parameters);
    const checks = this.parts(route).map(compilePayloadCheck);
    if (picked !== undefined) checks.push(picked);
    return checks.length === 0 ? undefined : (context) => inspect(context, checks);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return this.validatedParameters(route).map(({ source, type }) => `${source}: ${type.name}`);
  }

  standIn(route: RouteDeclaration): StandIn {
    const standIns = this.parts(route).map(compilePayloadStandIn);
    return (context) => {
      for (const standIn of standIns) standIn(context);
    };
  }

  private parts(route: RouteDeclaration): readonly PartSchema[] {
    const { maxPayloadValues: maxValues } = this.options;
    return this.validatedParameters(route).map((part) => ({ ...part, classes: this.#classes, maxValues }));
  }

  private validatedParameters(route: RouteDeclaration): readonly TypedParameter[] {
    const typed = route.parameters.flatMap(({ source, property, type }) =>
      source !== 'headers' && property === undefined && type !== undefined && this.#classes.of(type).hasRules
        ? [{ source, type }]
        : [],
    );
    // One payload that two parameters take is inspected once.
    return typed.filter(({ source }, index) => typed.findIndex((other) => other.source === source) === index);
  }

  private reportUnvalidated(route: RouteDeclaration, report: ReportFinding): void {
    const all = route.parameters.filter(({ source }) => source === 'body');
    const bodies = all.filter(({ property }) => property === undefined);
    if (bodies.length === 0 && all.length > 0) {
      report({
        problem: `takes parts of the body (${all.map(({ property }) => property).join(', ')}), which nothing validates`,
        remedy: 'Take the whole body, as one class whose properties carry class-validator decorators.',
      });
    }
    const types = new Set(bodies.map(({ type }) => type));
    if (types.size > 1) {
      report({
        problem: 'the body is taken as two classes',
        remedy: 'Take the whole body once, as one class.',
      });
    }
    if ([...types].some((type) => type === undefined || !this.#classes.of(type).hasRules)) {
      report({
        problem: 'the body is not validated',
        remedy:
          'Give the parameter a class whose properties carry class-validator decorators (no interface, no array).',
      });
    }
  }
}

function reportParts(type: Constructor, report: ReportFinding): void {
  for (const { where, problem, remedy } of unvalidatedParts(type)) {
    report({ problem: `${where} ${problem}`, remedy });
  }
}

function inspect(context: RequestContext, checks: readonly PayloadCheck[]): MaybePromise<Decision> {
  const found = checks.map((check) => check(context));
  const settled = found.flatMap((problems) => (isPromise(problems) ? [] : [problems]));
  if (settled.length === found.length) return decide(settled);
  return Promise.all(found.map((problems) => Promise.resolve(problems))).then(decide);
}

function decide(found: readonly (readonly InputProblem[])[]): Decision {
  const problems = found.flat().slice(0, MAX_PROBLEMS);
  return problems.length === 0 ? ALLOW : invalidRequest(problems);
}
