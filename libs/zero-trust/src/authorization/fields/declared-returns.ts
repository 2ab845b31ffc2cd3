import { declaredOn, type RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { isDtoClass } from './dto-shape.js';
import type { ResolvedFieldsOptions } from './fields.options.js';
import { mayReturnObjects, ownWayOfAnswering } from './response-handling.js';
import {
  RETURNS,
  RETURNS_UNFILTERED,
  returnsOf,
  unfilteredReasonOf,
  type ReturnedShape,
} from '../../kernel/returns.decorator.js';

interface ReturnsCheck {
  readonly report: ReportFinding;
  readonly options: ResolvedFieldsOptions;
}

/** Reports routes that do not say what they return, and those that say what cannot be. */
export function reportReturns(route: RouteDeclaration, { report, options }: ReturnsCheck): void {
  const declared = returnsOf(route);
  const reason = unfilteredReasonOf(route);
  const ownWay = ownWayOfAnswering(route);
  reportContradiction(route, report);
  if (reason !== undefined) return reportReason(reason, report);
  if (declared !== undefined) reportShape(declared.shape, report);
  if (declared !== undefined && ownWay !== undefined) {
    report({
      problem: `has @Returns, but answers by ${ownWay}, where no field can be removed`,
      remedy:
        "Return the value (headers and status: @Res({ passthrough: true })), or say @ReturnsUnfiltered('why').",
    });
  }
  if (declared !== undefined || options.undeclared === 'pass') return;
  if (ownWay !== undefined) {
    report({
      problem: `answers by ${ownWay}, so that nobody knows what leaves`,
      remedy: "Return the value and say what it is with @Returns(…), or say @ReturnsUnfiltered('why').",
    });
  } else if (mayReturnObjects(route)) {
    report({
      problem: 'returns objects and does not say which',
      remedy:
        "Add @Returns(SomeDto) or @Returns([SomeDto]); @Returns() if there are none; or @ReturnsUnfiltered('why').",
    });
  }
}

function reportContradiction({ handler }: RouteDeclaration, report: ReportFinding): void {
  const shapes = declaredOn(handler, RETURNS).length;
  if (shapes < 2 && (shapes === 0 || declaredOn(handler, RETURNS_UNFILTERED).length === 0)) return;
  report({
    problem: 'says more than once what it returns',
    remedy: 'Keep one of the decorators @Returns and @ReturnsUnfiltered.',
  });
}

function reportReason(reason: unknown, report: ReportFinding): void {
  if (typeof reason === 'string' && reason.trim() !== '') return;
  report({
    problem: '@ReturnsUnfiltered gives no reason',
    remedy: "Say why: @ReturnsUnfiltered('the description of the API is for everybody').",
  });
}

function reportShape(shape: ReturnedShape, report: ReportFinding): void {
  const isList = Array.isArray(shape);
  const type: unknown = isList ? (shape as readonly unknown[])[0] : shape;
  const isKnown =
    (shape === undefined || isDtoClass(type)) && !(isList && (shape as readonly unknown[]).length !== 1);
  if (isKnown) return;
  report({
    problem: '@Returns names no class with declared properties',
    remedy: 'Name a class of your own, or a list of exactly one: @Returns(OrderDto), @Returns([OrderDto]).',
  });
}
