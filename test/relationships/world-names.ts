import type {
  Rewrite,
  TypeRestriction,
} from '../../libs/zero-trust/src/authorization/relationships/model/authorization-model.js';

/** The types that have relations. */
export const TYPES = ['document', 'folder', 'group'] as const;

/** The ids of each of them. */
export const IDS = ['1', '2', '3'] as const;

/** The ids of users. */
export const USERS = ['ann', 'bob', 'cat'] as const;

/** Every object that is no user. */
export const OBJECTS: readonly string[] = TYPES.flatMap((type) => IDS.map((id) => `${type}:${id}`));

/** The relations that a random model defines beside `parent`. */
export const RELATIONS = ['owner', 'editor', 'viewer', 'banned'] as const;

/** The place of an object in an order in which tuples of a world without cycles lead upwards only; users come last. */
export function indexOfObject(object: string): number {
  const index = OBJECTS.indexOf(object);
  return index < 0 ? OBJECTS.length : index;
}

/** `document` of `document:1` */
export function typeOf(object: string): string {
  return object.slice(0, object.indexOf(':'));
}

/** Every kind of subject that a tuple may give a relation. */
export function assignmentsOf(rewrite: Rewrite): readonly TypeRestriction[] {
  switch (rewrite.kind) {
    case 'direct':
      return rewrite.restrictions;
    case 'union':
    case 'intersection':
      return rewrite.children.flatMap(assignmentsOf);
    case 'difference':
      return [...assignmentsOf(rewrite.base), ...assignmentsOf(rewrite.subtract)];
    case 'computed':
    case 'tuple_to_userset':
      return [];
    default:
      return rewrite satisfies never;
  }
}
