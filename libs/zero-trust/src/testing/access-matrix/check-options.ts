import type { AccessMatrixOptions, MatrixObject } from './access-matrix.options.js';
import { neededParameters } from './build-request.js';
import type { MatrixTarget } from './matrix-target.js';
import { NOBODY } from './callers.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything that is missing or misspelt, each with what to do about it. */
export function checkOptions(
  targets: readonly MatrixTarget[],
  options: AccessMatrixOptions,
): readonly string[] {
  const called = targets.filter(({ request }) => request.skip === undefined);
  return [
    ...checkNames(targets, options),
    ...checkObjects(called, options),
    ...called.flatMap(checkPlaces),
    ...called.flatMap((target) => checkParameters(target, options)),
    ...checkReset(called, options),
  ];
}

function checkNames(
  targets: readonly MatrixTarget[],
  { identities, objects = {}, requests = {} }: AccessMatrixOptions,
): readonly string[] {
  const routes = new Set(targets.map(({ name }) => name));
  const unknown = Object.keys(requests).filter((name) => !routes.has(name));
  const owners = Object.values(objects).flatMap((list) => list.flatMap(({ owner }) => owner ?? []));
  const strangers = [...new Set(owners)].filter((owner) => !Object.hasOwn(identities, owner));
  return [
    ...(targets.length === 0 ? ['The application has no route that the library guards.'] : []),
    ...(Object.hasOwn(identities, NOBODY)
      ? [`The identity '${NOBODY}' is always there: call yours otherwise.`]
      : []),
    ...unknown.map((name) => `requests['${name}'] is no route; the routes are: ${[...routes].join(', ')}.`),
    ...strangers.map((owner) => `The owner '${owner}' is none of the identities.`),
  ];
}

/** What an owner and a stranger are answered can only be told apart where there are both. */
function checkObjects(
  targets: readonly MatrixTarget[],
  { objects = {}, identities }: AccessMatrixOptions,
): readonly string[] {
  const types = [...new Set(targets.flatMap(({ slots }) => slots.map(({ type }) => type)))].toSorted();
  const tenants = new Set(Object.values(identities).flatMap(({ tenant }) => tenant ?? []));
  return types.flatMap((type) => {
    const named = targets.filter(({ slots }) => slots.some((slot) => slot.type === type));
    const list = objects[type] ?? [];
    if (list.length === 0) return [missingObjects(type, named)];
    return list.some((object) => tenants.has(object.tenant)) ? [] : [ownerless(type, list)];
  });
}

function missingObjects(type: string, targets: readonly MatrixTarget[]): string {
  const routes = targets.map(({ name }) => name).join(', ');
  return `No ${type} to call with: give objects.${type}, some of two tenants, for ${routes}.`;
}

function ownerless(type: string, list: readonly MatrixObject[]): string {
  const ids = list.map(({ id }) => id).join(', ');
  return `No identity belongs to the tenant of any ${type} (${ids}): give one a tenant.`;
}

function checkPlaces({ name, unplaced }: MatrixTarget): readonly string[] {
  return unplaced.map(
    ({ relation, type }) =>
      `${name}: @CanAccess('${relation}', '${type}') reads its ids by a function. ` +
      `Say where one stands: requests['${name}'].objects = { 'body.…': '${type}' }.`,
  );
}

function checkParameters(
  { name, path, slots, request }: MatrixTarget,
  { parameters = {} }: AccessMatrixOptions,
): readonly string[] {
  const known = { ...parameters, ...request.parameters };
  const objects = new Set<string>(slots.map(({ source }) => source));
  return neededParameters(path)
    .filter((parameter) => known[parameter] === undefined && !objects.has(`params.${parameter}`))
    .map(
      (parameter) =>
        `${name}: no value for ':${parameter}'. Give parameters.${parameter}, ` +
        `or its type if it names an object: requests['${name}'].objects = { 'params.${parameter}': '…' }.`,
    );
}

function checkReset(targets: readonly MatrixTarget[], { reset }: AccessMatrixOptions): readonly string[] {
  const changing = targets.filter(({ method }) => isUnsafe(method)).map(({ name }) => name);
  if (reset !== undefined || changing.length === 0) return [];
  return [`Give reset, which makes everything as it was: ${changing.join(', ')} may change something.`];
}

/** Whether a request by this method may change something. */
export function isUnsafe(method: string): boolean {
  return !SAFE.has(method);
}
