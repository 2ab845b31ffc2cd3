import {
  NO_OBJECT_CHECK,
  requirementsOf,
  type AccessRequirement,
  type ObjectIdSource,
} from '../../authorization/access/can-access.decorator.js';
import { locateObjectId } from '../../authorization/access/object-id.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { MatrixRequest } from './access-matrix.options.js';
import { placesOf, type Place } from './object-places.js';

/** A place in the requests of a route that names an object. */
export interface ObjectSlot {
  readonly source: ObjectIdSource;
  readonly type: string;
}

/** What the places of a route are found in. */
export interface SlotSearch {
  readonly route: RouteDeclaration;
  readonly path: string;
  readonly request: MatrixRequest;
  /** Every type of which there may be objects. */
  readonly types: readonly string[];
}

/** The places of a route, and demands of `@CanAccess` whose place nothing tells. */
export interface FoundSlots {
  readonly slots: readonly ObjectSlot[];
  readonly unplaced: readonly AccessRequirement[];
}

const ID_SUFFIX = /[_-]?(?:id|uuid|guid|key)$/i;

/** What the test says, what `@CanAccess` says, and what by its name can only be an object that nobody declared. */
export function findSlots(search: SlotSearch): FoundSlots {
  const given = Object.entries(search.request.objects ?? {}).map(toSlot);
  const demanded = requirementsOf(search.route).map((requirement) => ({
    requirement,
    slot: slotOf(requirement, search.route),
  }));
  const unplaced = demanded
    .filter(
      ({ requirement, slot }) => slot === undefined && !given.some(({ type }) => type === requirement.type),
    )
    .map(({ requirement }) => requirement);
  const declared = demanded.flatMap(({ slot }) => slot ?? []);
  return { slots: distinct([...given, ...declared, ...namedSlots(search)]), unplaced };
}

/** Whether the route says that it checks no object. */
export function noObjectCheck(route: RouteDeclaration): string | undefined {
  return route.declared(NO_OBJECT_CHECK).at(-1);
}

function toSlot([source, type]: [string, string | undefined]): ObjectSlot {
  return { source: source as ObjectIdSource, type: type ?? '' };
}

/** A function is no place, but if it says that it reads one path parameter. */
function slotOf(requirement: AccessRequirement, route: RouteDeclaration): ObjectSlot | undefined {
  const { type, covers } = requirement;
  const source = locateObjectId(requirement, route);
  if (typeof source !== 'function') return source === undefined ? undefined : { source, type };
  return covers.length === 1 ? { source: `params.${covers[0]}`, type } : undefined;
}

/** `/orders/:id`, `:orderId`, `@Query('orderId')`, `{ orderId: … }`: objects, whether or not anything is declared. */
function namedSlots(search: SlotSearch): readonly ObjectSlot[] {
  return placesOf(search).flatMap((place) => {
    const type = search.types.find((candidate) => names(place, candidate) || holds(place, candidate));
    return type === undefined ? [] : { source: place.source, type };
  });
}

/** In a body, what has the name of the type itself is more likely an object than an id. */
function names({ source, name }: Place, type: string): boolean {
  const stem = name.replace(ID_SUFFIX, '');
  return stem.toLowerCase() === type.toLowerCase() && (stem !== name || !source.startsWith('body.'));
}

/** `orders/:id` holds orders. */
function holds({ name, within }: Place, type: string): boolean {
  const singular = type.toLowerCase();
  const plurals = [`${singular}s`, `${singular}es`, singular.replace(/y$/, 'ies')];
  return /^(?:id|uuid|guid)$/i.test(name) && [singular, ...plurals].includes(within.toLowerCase());
}

/** The first that speaks of a place is the one that is right about it. */
function distinct(slots: readonly ObjectSlot[]): readonly ObjectSlot[] {
  const bySource = new Map(slots.toReversed().map((slot) => [slot.source, slot]));
  return slots.filter((slot) => bySource.get(slot.source) === slot);
}
