import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { Constructor, RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { isOpenToAll, mayLeaveAsIs, mayListLeaveAsIs } from './answer-as-is.js';
import { AnswerWriter } from './answer-writer.js';
import type { ClassPlan } from './compiled-fields.js';
import { reportReturns } from './declared-returns.js';
import { isDtoClass } from './dto-shape.js';
import { FieldRules } from './field-rules.js';
import { ResolvedFieldsOptions } from './fields.options.js';
import { answersNothing, ownWayOfAnswering, redirects } from './response-handling.js';
import { returnsOf, unfilteredReasonOf, type ReturnedShape } from '../../kernel/returns.decorator.js';
import { unfilterable } from './unfilterable.js';

/**
 * What of a handler's answer may leave, on one route; at once where nothing must be asked. Throws instead of letting out what it
 * cannot judge.
 */
export type AnswerFilter = (context: RequestContext, body: unknown) => MaybePromise<unknown>;

/** Compiles what each route lets out. */
@Injectable()
export class AnswerFilters {
  constructor(
    @Inject(FieldRules) private readonly rules: FieldRules,
    @Inject(ResolvedFieldsOptions) private readonly options: ResolvedFieldsOptions,
  ) {}

  /** @returns the filter of the route, and findings to `report` */
  compile(route: RouteDeclaration, report: ReportFinding): AnswerFilter {
    reportReturns(route, { report, options: this.options });
    const declared = returnsOf(route);
    if (unfilteredReasonOf(route) !== undefined) return passUnmasked;
    if (declared !== undefined) return this.compileShape(declared.shape, route, report);
    if (this.options.undeclared === 'pass') return passUnmasked;
    return answersNothing(route) ? answerNothing : refuseObjects;
  }

  /** Whether nothing may leave that does not come through the route's filter: not what a handler writes by itself. */
  areTheOnlyWay(route: RouteDeclaration): boolean {
    if (unfilteredReasonOf(route) !== undefined || ownWayOfAnswering(route) !== undefined) return false;
    if (redirects(route)) return false;
    return returnsOf(route) !== undefined || this.options.undeclared === 'refuse';
  }

  private compileShape(shape: ReturnedShape, route: RouteDeclaration, report: ReportFinding): AnswerFilter {
    const isList = Array.isArray(shape);
    const type = (isList ? (shape as readonly unknown[])[0] : shape) as Constructor | undefined;
    if (!isDtoClass(type)) return refuseObjects;
    const ownerType = this.rules.singleObjectType(route);
    const plan = this.rules.plans(report).of(type, ownerType);
    const isOpen = isOpenToAll(plan);
    const leavesAsIs = isList ? mayListLeaveAsIs : mayLeaveAsIs;
    return (context, body) => {
      if (isOpen && context.masks === undefined && leavesAsIs(body, plan)) return body;
      return this.write(context, body, { plan, isList, ownerType });
    };
  }

  private write(
    context: RequestContext,
    body: unknown,
    { plan, isList, ownerType }: CompiledShape,
  ): MaybePromise<unknown> {
    if (body === undefined || body === null) return body;
    if (isBinary(body))
      throw unfilterable(`the handler returns a file or stream where the route says ${plan.name}`);
    const owner = ownerType === undefined ? undefined : (grantedObject(context, ownerType) ?? 'unknown');
    return new AnswerWriter(context, this.rules.judges).write(body, { plan, isList, owner });
  }
}

interface CompiledShape {
  readonly plan: ClassPlan;
  readonly isList: boolean;
  readonly ownerType: string | undefined;
}

function grantedObject({ objects }: RequestContext, type: string): AccessedObject | undefined {
  return objects.find((object) => object.type === type);
}

/** A mask that nothing can apply must not be lost. */
function passUnmasked({ masks }: RequestContext, body: unknown): unknown {
  if (masks === undefined || masks.size === 0) return body;
  throw unfilterable('a policy masks fields, and the route does not say with @Returns what it returns');
}

/** Texts, numbers and files have no fields. */
function refuseObjects(context: RequestContext, body: unknown): unknown {
  const holdsFields = typeof body === 'object' && body !== null && !isBinary(body);
  if (holdsFields)
    throw unfilterable('the handler returns an object, and the route does not say which with @Returns');
  return passUnmasked(context, body);
}

function answerNothing(): undefined {
  return undefined;
}

function isBinary(body: unknown): boolean {
  if (body instanceof StreamableFile || body instanceof Uint8Array) return true;
  return typeof (body as { readonly pipe?: unknown }).pipe === 'function';
}
