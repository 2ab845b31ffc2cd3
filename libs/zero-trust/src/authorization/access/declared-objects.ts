import { PUBLIC } from '../../kernel/public.decorator.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { CAN_ACCESS, NO_OBJECT_CHECK, type AccessRequirement } from './can-access.decorator.js';
import { compileObjectIdReader, locateObjectId } from './object-id.js';

/** Path parameters that name an object, in every usual spelling: `id`, `orderId`, `orderID`, `order_id`, `sku`, `slug`. */
const ID_LIKE = [
  /^(?:id|uuid|guid|slug|sku|key)$/i,
  /[_-](?:id|uuid|guid|slug|sku|key)$/i,
  /[a-z0-9](?:Id|ID|Uuid|UUID|Guid|GUID|Slug|Sku|SKU|Key)$/,
];

/** Reports objects that a route names without checking them, and checks that cannot work. */
export function checkDeclaredObjects(
  route: RouteDeclaration,
  engine: RelationshipEngine,
  report: ReportFinding,
): void {
  const requirements = route.declared(CAN_ACCESS);
  for (const requirement of requirements) checkRequirement(requirement, { route, engine, report });
  const excuses = route.declared(NO_OBJECT_CHECK);
  if (excuses.some((reason) => typeof reason !== 'string' || reason.trim() === '')) {
    report({
      problem: '@NoObjectCheck gives no reason',
      remedy: "Say why: @NoObjectCheck('stock levels are the same for every tenant').",
    });
  }
  if (route.declared(PUBLIC).length > 0 || excuses.length > 0) return;
  const checked = new Set(requirements.map((requirement) => locateObjectId(requirement, route)));
  for (const name of route.pathParameters) {
    if (ID_LIKE.some((pattern) => pattern.test(name)) && !checked.has(`params.${name}`)) {
      report({
        problem: `the parameter ':${name}' names an object that nothing checks`,
        remedy: `Add @CanAccess('<relation>', '<type>'${name === 'id' ? '' : `, { from: 'params.${name}' }`}), or @NoObjectCheck('why').`,
      });
    }
  }
}

interface RequirementCheck {
  readonly route: RouteDeclaration;
  readonly engine: RelationshipEngine;
  readonly report: ReportFinding;
}

function checkRequirement(requirement: AccessRequirement, { route, engine, report }: RequirementCheck): void {
  const { relation, type } = requirement;
  const source = locateObjectId(requirement, route);
  if (source === undefined) {
    report({
      problem: `@CanAccess('${relation}', '${type}') finds no id: there is no single parameter ':id' or ':${type}Id'`,
      remedy: `Say where the id is: @CanAccess('${relation}', '${type}', { from: 'params.…' | 'query.…' | 'headers.…' | 'body.…' }).`,
    });
  } else if (compileObjectIdReader(source) === undefined) {
    report({
      problem: `@CanAccess('${relation}', '${type}') cannot read the id from '${source}'`,
      remedy: `'from' is 'params.<name>', 'query.<name>', 'headers.<name>' or 'body.<path>'.`,
    });
  } else if (source.startsWith('params.') && !route.pathParameters.includes(source.slice('params.'.length))) {
    report({
      problem: `@CanAccess('${relation}', '${type}') reads '${source}', which the path does not have`,
      remedy: `Use one of the path's parameters: ${route.pathParameters.join(', ') || 'it has none'}.`,
    });
  }
  if (!engine.hasRelation(type, relation)) {
    report({
      problem: `the relationship model has no relation '${relation}' on a type '${type}'`,
      remedy: `Define it in the model that the option 'relationships' names, or correct @CanAccess('${relation}', '${type}').`,
    });
  }
}
