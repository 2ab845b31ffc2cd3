import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { unfilteredReasonOf } from '../../kernel/returns.decorator.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { returnedClassOf } from '../fields/describe-fields.js';
import { isDtoClass } from '../fields/dto-shape.js';
import { MaskableFields } from '../fields/maskable-fields.js';
import type { CompiledPolicy } from './policy-definition.js';

/** The fields of a route's answers that can be masked; `undefined` if none can. */
export function maskableFieldsOf(route: RouteDeclaration): MaskableFields | undefined {
  const type = returnedClassOf(route);
  return unfilteredReasonOf(route) === undefined && isDtoClass(type) ? new MaskableFields(type) : undefined;
}

/** Reports policies that mask where nothing can be masked, or fields that the answer does not have. */
export function reportMasks(
  policies: readonly CompiledPolicy[],
  maskable: MaskableFields | undefined,
  report: ReportFinding,
): void {
  if (maskable === undefined) return reportUnmaskable(policies, report);
  for (const { name, masks = [] } of policies) {
    const missing = masks.filter((field) => !maskable.has(field));
    if (missing.length === 0) continue;
    report({
      problem: `${name} masks ${missing.join(', ')}, which what the route returns does not have`,
      remedy: 'Correct the name of the field, or declare the field in the class that @Returns names.',
    });
  }
}

function reportUnmaskable(policies: readonly CompiledPolicy[], report: ReportFinding): void {
  const masking = policies.filter(({ mayMask }) => mayMask === true).map(({ name }) => name);
  if (masking.length === 0) return;
  report({
    problem: `${masking.join(', ')} may mask fields, but the route does not say what it returns`,
    remedy: 'Add @Returns(…) with the class of the answer.',
  });
}
