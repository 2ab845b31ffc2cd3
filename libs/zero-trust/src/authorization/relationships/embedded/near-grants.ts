import type { RelationTuples, TupleStore } from '../tuples/tuple-store.port.js';
import type { RelationNode } from './relation-node.js';
import { UNKNOWN_SUBJECT, type ResolutionTarget } from './resolution.js';
import type { TupleGate } from './tuple-gate.js';

/** Tuples that by themselves grant a relation. */
export interface DirectGrant {
  readonly tuples: RelationTuples;
  /** The kinds of subjects that the model permits. */
  readonly kinds: ReadonlySet<string>;
  readonly gate: TupleGate;
}

/** Tuples to other objects, whose relation grants this one by itself. */
export interface ParentGrant {
  readonly tuples: RelationTuples;
  readonly parents: ReadonlyMap<string, RelationNode>;
  readonly gate: TupleGate;
}

/** Parents of one object that are looked at; where there are more, the search does. */
const MAX_PARENTS = 16;

/**
 * What grants a relation of an object at no more than one hop, without conditions: the checks of most requests, answered
 * from a few lookups. What this cannot tell for certain is left to the search.
 */
export class NearGrants {
  constructor(
    private readonly direct: readonly DirectGrant[],
    private readonly parents: readonly ParentGrant[],
    /** Whether nothing else can grant the relation. */
    private readonly isWhole: boolean,
  ) {}

  /** `undefined` where it takes a search to tell. Called for each check, hence plain parameters. */
  judge(store: TupleStore, target: ResolutionTarget, objectId: number): boolean | undefined {
    const own = this.judgeDirect(target, objectId);
    if (own === true || this.parents.length === 0) return own === false && !this.isWhole ? undefined : own;
    let isCertain = own === false && this.isWhole;
    for (const parent of this.parents) {
      const above = judgeParents(store, parent, target, objectId);
      if (above === true) return true;
      if (above === undefined) isCertain = false;
    }
    return isCertain ? false : undefined;
  }

  /** By tuples of the object itself. `undefined` where a condition or everyone may decide, or a userset is asked about. */
  judgeDirect(target: ResolutionTarget, objectId: number): boolean | undefined {
    let isCertain = target.everyoneId === UNKNOWN_SUBJECT && target.userset === undefined;
    for (const { tuples, kinds, gate } of this.direct) {
      if (gate.isNeeded(tuples)) isCertain = false;
      else if (kinds.has(target.kind) && tuples.has(objectId, target.subjectId)) return true;
    }
    return isCertain ? false : undefined;
  }
}

function judgeParents(
  store: TupleStore,
  { tuples, parents, gate }: ParentGrant,
  target: ResolutionTarget,
  objectId: number,
): boolean | undefined {
  if (gate.isNeeded(tuples)) return undefined;
  let isCertain = true;
  let count = 0;
  for (const parentId of tuples.subjects(objectId)) {
    count += 1;
    if (count > MAX_PARENTS) return undefined;
    // What is of no permitted type leads nowhere.
    const parent = parents.get(store.kindOf(parentId));
    const above = parent === undefined ? false : parent.near.judgeDirect(target, parentId);
    if (above === true) return true;
    if (above === undefined) isCertain = false;
  }
  return isCertain ? false : undefined;
}

/** For a relation that no tuple grants near by. */
export const NOTHING_NEAR = new NearGrants([], [], false);
