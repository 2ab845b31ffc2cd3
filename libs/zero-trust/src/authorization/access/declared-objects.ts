import { PUBLIC } from '../../kernel/public.decorator.js';
import { declaredOn, type RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { ACCESSIBLE } from './accessible/accessible.decorator.js';
import {
  CAN_ACCESS,
  NO_OBJECT_CHECK,
  requirementsOf,
  type AccessRequirement,
} from './can-access.decorator.js';
import { describeSource, locateObjectId } from './object-id.js';
import { compileObjectIdsReader } from './object-ids.reader.js';

/** Path parameters that name an object, in every usual spelling: `id`, `orderId`, `orderID`, `order_id`, `sku`, `slug`. */
const ID_LIKE = [
  /^(?:id|uuid|guid|slug|sku|key)$/i,
  /[_-](?:id|uuid|guid|slug|sku|key)$/i,
  /[a-z0-9](?:Id|ID|Uuid|UUID|Guid|GUID|Slug|Sku|SKU|Key)$/,
];

/** Headers that name the request itself, or a call of which it is a part. */
const REQUEST_ID = /(?:request|correlation|trace|span|transaction)-?id$|^idempotency-key$|api-key$/i;

/** Reports objects that a route names without checking them, and checks that cannot work. */
export function checkDeclaredObjects(
  route: RouteDeclaration,
  engine: RelationshipEngine,
  report: ReportFinding,
): void {
  const requirements = requirementsOf(route);
  for (const requirement of requirements) {
    checkSource(requirement, { route, report });
    checkRelation({ ...requirement, decorator: 'CanAccess' }, { engine, report });
  }
  for (const list of route.declared(ACCESSIBLE)) {
    checkRelation({ ...list, decorator: 'Accessible' }, { engine, report });
  }
  const excuses = route.declared(NO_OBJECT_CHECK);
  if (excuses.some((reason) => typeof reason !== 'string' || reason.trim() === '')) {
    report({
      problem: '@NoObjectCheck gives no reason',
      remedy: "Say why: @NoObjectCheck('stock levels are the same for every tenant').",
    });
  }
  if (route.declared(PUBLIC).length > 0 || excuses.length > 0) return;
  const checked = new Set(requirements.flatMap((requirement) => coveredBy(requirement, route)));
  reportPathIds(route, { checked, report });
  reportPickedIds(route, { checked, report });
}

interface Checked {
  /** Sources that requirements read, names of headers in lower case. */
  readonly checked: ReadonlySet<string>;
  readonly report: ReportFinding;
}

function reportPathIds(route: RouteDeclaration, { checked, report }: Checked): void {
  for (const name of route.pathParameters.filter((parameter) => !checked.has(`params.${parameter}`))) {
    if (isWildcard(name, route)) {
      report({
        problem: `the wildcard '*${name}' may name any object, and nothing checks it`,
        remedy: `Use parameters such as ':id', let a function of @CanAccess read it ({ from: …, covers: ['${name}'] }), or say @NoObjectCheck('why').`,
      });
    } else if (ID_LIKE.some((pattern) => pattern.test(name))) {
      report({
        problem: `the parameter ':${name}' names an object that nothing checks`,
        remedy: `Add @CanAccess('<relation>', '<type>'${name === 'id' ? '' : `, { from: 'params.${name}' }`}), or @NoObjectCheck('why').`,
      });
    }
  }
}

function isWildcard(name: string, { paths }: RouteDeclaration): boolean {
  return paths.some((path) =>
    [`*${name}`, `*"${name}"`].some((wildcard) => `${path}/`.split(/(?=[*/{}])/).includes(wildcard)),
  );
}

/** Ids that a handler picks out of the query, the body or the headers name an object as much as those in the path. */
function reportPickedIds(route: RouteDeclaration, { checked, report }: Checked): void {
  for (const { source, property: picked } of route.parameters) {
    const property = source === 'headers' ? picked?.toLowerCase() : picked;
    if (source === 'param' || property === undefined || !ID_LIKE.some((pattern) => pattern.test(property)))
      continue;
    if (source === 'headers' && REQUEST_ID.test(property)) continue;
    if (checked.has(`${source}.${property}`) || checked.has(`${source}.${property}[]`)) continue;
    report({
      problem: `'${property}' of the ${source} names an object that nothing checks`,
      remedy: `Add @CanAccess('<relation>', '<type>', { from: '${source}.${property}' }), or @NoObjectCheck('why').`,
    });
  }
}

/** What the requirement checks: sources, and the parameters that its function says to read. */
function coveredBy(requirement: AccessRequirement, route: RouteDeclaration): readonly string[] {
  const source = locateObjectId(requirement, route);
  if (typeof source === 'string') return [source.startsWith('headers.') ? source.toLowerCase() : source];
  return source === undefined ? [] : requirement.covers.map((name) => `params.${name}`);
}

interface SourceCheck {
  readonly route: RouteDeclaration;
  readonly report: ReportFinding;
}

function checkSource(requirement: AccessRequirement, { route, report }: SourceCheck): void {
  const { relation, type, covers } = requirement;
  const source = locateObjectId(requirement, route);
  const decorator = `@CanAccess('${relation}', '${type}')`;
  const has = `Use the path's parameters: ${route.pathParameters.join(', ') || 'it has none'}.`;
  if (source === undefined) {
    report({
      problem: `${decorator} finds no id: there is no single parameter ':id' or ':${type}Id'${standsOn(requirement, route)}`,
      remedy: `Say where the id is: @CanAccess('${relation}', '${type}', { from: 'params.…' | 'query.…' | 'headers.…' | 'body.…' }).`,
    });
  } else if (compileObjectIdsReader(source) === undefined) {
    report({
      problem: `${decorator} cannot read the id from '${describeSource(source)}'`,
      remedy: `'from' is 'params.<name>', 'query.<name>', 'headers.<name>' or 'body.<path>', with '[]' after the name of a list in query or body, or a function.`,
    });
  } else if (
    typeof source === 'string' &&
    source.startsWith('params.') &&
    !route.pathParameters.includes(source.slice('params.'.length))
  ) {
    report({
      problem: `${decorator} reads '${source}', which the path does not have${standsOn(requirement, route)}`,
      remedy: has,
    });
  }
  if (covers.length > 0 && typeof source !== 'function') {
    report({
      problem: `${decorator} says 'covers', but 'from' is no function`,
      remedy: "Remove 'covers': what a path names is known to be read.",
    });
  }
  for (const name of covers.filter((covered) => !route.pathParameters.includes(covered))) {
    report({ problem: `${decorator} covers ':${name}', which the path does not have`, remedy: has });
  }
}

/** A class speaks for every route of it, also for those that name no such object. */
function standsOn(requirement: AccessRequirement, { handler, controller }: RouteDeclaration): string {
  if (declaredOn(handler, CAN_ACCESS).includes(requirement)) return '';
  return ` (it stands on the class ${controller.name}; move it to the methods that name such an object)`;
}

interface RelationCheck {
  readonly engine: RelationshipEngine;
  readonly report: ReportFinding;
}

function checkRelation(
  declared: { readonly decorator: string; readonly relation: string; readonly type: string },
  { engine, report }: RelationCheck,
): void {
  const { decorator, relation, type } = declared;
  if (engine.hasRelation(type, relation)) return;
  report({
    problem: `the relationship model has no relation '${relation}' on a type '${type}'`,
    remedy: `Define it in the model that the option 'relationships' names, or correct @${decorator}('${relation}', '${type}').`,
  });
}
