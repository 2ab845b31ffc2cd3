import { NearGrants, type DirectGrant, type ParentGrant } from './near-grants.js';
import type { RelationNode } from './relation-node.js';

/** Most that is tried before a search begins. */
const MAX_NODES = 16;
const MAX_GRANTS = 8;

/** Works out for each relation what grants it near by, once all are compiled. */
export function compileNearGrants(nodes: readonly RelationNode[]): void {
  for (const node of nodes) node.near = nearOf(node);
}

function nearOf(node: RelationNode): NearGrants {
  const included = includedIn(node);
  const direct = included.flatMap(({ ownGrants }) => ownGrants);
  const parents = included.flatMap(({ parentGrants }) => parentGrants);
  const isWhole =
    included.length < MAX_NODES &&
    direct.length <= MAX_GRANTS &&
    parents.length <= MAX_GRANTS &&
    included.every(isSimple) &&
    parents.every(leadsToDirect);
  return new NearGrants(direct.slice(0, MAX_GRANTS), parents.slice(0, MAX_GRANTS), isWhole);
}

/** The relation and those of the same object that it includes; not all where there are many. */
function includedIn(node: RelationNode): readonly RelationNode[] {
  const nodes = new Set([node]);
  // A set visits what is added while it is walked.
  for (const { includes } of nodes) {
    for (const included of includes) if (nodes.size < MAX_NODES) nodes.add(included);
  }
  return [...nodes];
}

/** Neither sets to combine nor usersets to follow. */
function isSimple({ combinesSets, ownGrants }: RelationNode): boolean {
  return !combinesSets && ownGrants.every(takesNoUserset);
}

function takesNoUserset({ kinds }: DirectGrant): boolean {
  return [...kinds].every((kind) => !kind.includes('#'));
}

function leadsToDirect({ parents }: ParentGrant): boolean {
  return [...parents.values()].every((parent) => {
    const included = includedIn(parent);
    const isSmall =
      included.length < MAX_NODES && included.flatMap(({ ownGrants }) => ownGrants).length <= MAX_GRANTS;
    return isSmall && included.every((node) => isSimple(node) && node.parentGrants.length === 0);
  });
}
