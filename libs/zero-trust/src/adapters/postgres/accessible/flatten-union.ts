import type {
  DifferenceRewrite,
  DirectRewrite,
  IntersectionRewrite,
  Rewrite,
  TupleToUsersetRewrite,
} from '../../../authorization/relationships/model/authorization-model.js';
import { NotExpressible } from './not-expressible.js';
import type { Writing } from './writing.js';

/** A relation of a type. */
export interface RelationName {
  readonly type: string;
  readonly relation: string;
}

/** A way to a relation by tuples of its own, or of one that it includes. */
export interface DirectLeaf {
  readonly relation: string;
  readonly rewrite: DirectRewrite;
}

/** A way to a relation over other objects, or by several parts at once. */
export interface DerivedLeaf {
  readonly relation: string;
  readonly rewrite: TupleToUsersetRewrite | IntersectionRewrite | DifferenceRewrite;
}

/** A way to a relation that is no union itself. */
export type UnionLeaf = DirectLeaf | DerivedLeaf;

/** Tells the two kinds of ways apart. */
export function isDirect(leaf: UnionLeaf): leaf is DirectLeaf {
  return leaf.rewrite.kind === 'direct';
}

/**
 * The ways to a relation of an object, with the relations that it includes resolved: each of them once, however many
 * others include it.
 *
 * @throws {NotExpressible} when it includes itself, or is made of too many parts
 */
export function flattenUnion(writing: Writing, { type, relation }: RelationName): readonly UnionLeaf[] {
  return leavesOf({ writing, type, above: [], read: new Set() }, relation);
}

/** As {@link flattenUnion}, for a part of a relation's rewrite. @throws {NotExpressible} as {@link flattenUnion} */
export function flattenRewrite(
  writing: Writing,
  { type, relation }: RelationName,
  rewrite: Rewrite,
): readonly UnionLeaf[] {
  return leavesOfRewrite({ writing, type, above: [relation], read: new Set() }, relation, rewrite);
}

interface Place {
  readonly writing: Writing;
  readonly type: string;
  /** The relations whose definitions are being read. */
  readonly above: readonly string[];
  /** The relations whose ways are among those found. */
  readonly read: Set<string>;
}

function leavesOf(place: Place, relation: string): readonly UnionLeaf[] {
  if (place.above.includes(relation)) throw new NotExpressible(`${place.type}#${relation} includes itself`);
  if (place.read.has(relation)) return [];
  const { rewrite } = place.writing.model.relation(place.type, relation);
  const leaves = leavesOfRewrite({ ...place, above: [...place.above, relation] }, relation, rewrite);
  place.read.add(relation);
  return leaves;
}

function leavesOfRewrite(place: Place, relation: string, rewrite: Rewrite): readonly UnionLeaf[] {
  place.writing.countStep();
  if (rewrite.kind === 'computed') return leavesOf(place, rewrite.relation);
  if (rewrite.kind === 'union') {
    return rewrite.children.flatMap((child) => leavesOfRewrite(place, relation, child));
  }
  return rewrite.kind === 'direct' ? [{ relation, rewrite }] : [{ relation, rewrite }];
}
