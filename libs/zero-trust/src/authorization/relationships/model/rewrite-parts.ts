import type { Rewrite, TypeRestriction } from './authorization-model.js';

/** A rewrite and everything that it is put together of, down to the parts that are no groups. */
export function rewriteParts(rewrite: Rewrite): readonly Rewrite[] {
  return [rewrite, ...operandsOf(rewrite).flatMap(rewriteParts)];
}

/** What a group is put together of; nothing for a part that is no group. */
export function operandsOf(rewrite: Rewrite): readonly Rewrite[] {
  switch (rewrite.kind) {
    case 'direct':
    case 'computed':
    case 'tuple_to_userset':
      return [];
    case 'union':
    case 'intersection':
      return rewrite.children;
    case 'difference':
      return [rewrite.base, rewrite.subtract];
    default:
      return unreachable(rewrite);
  }
}

/** A part that is no group. */
export type RewriteLeaf = Extract<Rewrite, { kind: 'direct' | 'computed' | 'tuple_to_userset' }>;

/** The parts of a rewrite that are no groups. */
export function leavesOf(rewrite: Rewrite): readonly RewriteLeaf[] {
  return rewriteParts(rewrite).filter(isLeaf);
}

function isLeaf(rewrite: Rewrite): rewrite is RewriteLeaf {
  return !('children' in rewrite || 'base' in rewrite);
}

/** Every kind of subject that tuples may give, wherever in the rewrite that stands. */
export function restrictionsOf(rewrite: Rewrite): readonly TypeRestriction[] {
  return rewriteParts(rewrite).flatMap((part) => (part.kind === 'direct' ? part.restrictions : []));
}

function unreachable(rewrite: never): never {
  throw new RangeError(`No operands are known for the rewrite ${JSON.stringify(rewrite)}`);
}
