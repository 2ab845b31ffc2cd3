import { declaredOn, type RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import { CAN_ACCESS, requirementsOf, type AccessRequirement } from '../access/can-access.decorator.js';
import { describeSource, locateObjectId } from '../access/object-id.js';

/** The order of decorators must not decide which object policies judge: a finding where nothing else does. */
export function reportUnclearObject(route: RouteDeclaration, report: ReportFinding): void {
  const objects = describeKinds(eligible(route), route);
  if (objects.length < 2) return;
  report({
    problem: `its policies could judge each of several objects: ${objects.join(' or ')}`,
    remedy: 'Set { judged: true } on the one @CanAccess whose objects they judge.',
  });
}

/** Those that say so, or else the method's, or else the class's. */
function eligible(route: RouteDeclaration): readonly AccessRequirement[] {
  const all = requirementsOf(route);
  const judged = all.filter((requirement) => requirement.judged);
  const own = declaredOn(route.handler, CAN_ACCESS);
  return [judged, own].find(({ length }) => length > 0) ?? all;
}

/** In words, each once: two relations on one object are no choice. */
function describeKinds(requirements: readonly AccessRequirement[], route: RouteDeclaration): string[] {
  const kinds = requirements.map(({ type, from }) => ({
    type,
    source: locateObjectId({ type, from }, route),
  }));
  const isFirst = (index: number): boolean =>
    kinds.findIndex(({ type, source }) => type === kinds[index]?.type && source === kinds[index]?.source) ===
    index;
  return kinds
    .filter((_, index) => isFirst(index))
    .map(({ type, source }) => `${type} (${describeSource(source)})`);
}
