import { groupByCycle } from './cycle-groups.js';
import type { RelationNode } from './relation-node.js';

/**
 * Most relations of one object that a check looks at on the stack rather than visit by visit, each as often as ways lead
 * to it: relations that include each other twice over have exponentially many.
 */
const MAX_FLAT_SIZE = 64;

/** Works out what holds of each relation by those that it is derived from, in time linear in the model. */
export function analyzeRelations(nodes: readonly RelationNode[], typeCount: number): void {
  const sizes = new Map<RelationNode, number>();
  for (const group of groupByCycle(nodes)) {
    const sources = sourcesOf(group);
    const reach = reachOf([...group, ...sources], typeCount);
    const isMonotone = group.every(isPlain) && sources.every((source) => source.isMonotone);
    for (const node of group) {
      node.reach = reach;
      node.isMonotone = isMonotone;
    }
    markFlat(group, sizes);
  }
}

/** What the group is derived from without belonging to it. */
function sourcesOf(group: readonly RelationNode[]): readonly RelationNode[] {
  const own = new Set(group);
  return group.flatMap((node) => [...node.dependsOn].filter((source) => !own.has(source)));
}

function isPlain({ combinesSets }: RelationNode): boolean {
  return !combinesSets;
}

/** Before this, the reach of a relation is that of its own tuples; its sources are done, for groups come in that order. */
function reachOf(nodes: readonly RelationNode[], typeCount: number): Uint8Array<ArrayBuffer> {
  const reach = new Uint8Array(typeCount);
  for (const node of nodes) {
    for (const [type, reaches] of node.reach.entries()) if (reaches === 1) reach[type] = 1;
  }
  return reach;
}

function markFlat(group: readonly RelationNode[], sizes: Map<RelationNode, number>): void {
  const [node] = group;
  if (node === undefined || group.length > 1 || node.dependsOn.has(node) || node.followsTuples) return;
  let size = 1;
  for (const source of node.computes) size += sizes.get(source) ?? Infinity;
  if (size > MAX_FLAT_SIZE) return;
  node.flat = true;
  sizes.set(node, size);
}
