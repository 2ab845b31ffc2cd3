import {
  formatRestriction,
  type DifferenceRewrite,
  type IntersectionRewrite,
  type Rewrite,
  type TupleToUsersetRewrite,
  type TypeRestriction,
  type UnionRewrite,
} from '../model/authorization-model.js';
import type { Operand } from './operand.js';
import { ComputedOperand, DirectOperand, TupleToUsersetOperand, UnionOperand } from './operands.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode, TupleEdge } from './relation-node.js';
import { Assignments } from '../model/assignments.js';
import { countOperations } from '../model/count-operations.js';
import { DifferenceOperand, IntersectionOperand } from './set-operands.js';
import { TupleGate } from './tuple-gate.js';

/** Where in the rewrite of a relation something stands. */
export interface RewritePlace {
  readonly node: RelationNode;
  /** Whether a listing has to follow it: one part of an `and` is enough, and what is subtracted grants nothing. */
  readonly isGrant: boolean;
  /** Whether it grants by itself. */
  readonly isCertain: boolean;
}

/** Turns rewrites into operands, and notes what grants what as it goes. */
export class RewriteCompiler {
  #operations = 0;
  readonly #operationCount: number;
  readonly #assignments: Assignments;

  constructor(private readonly graph: RelationGraph) {
    this.#operationCount = countOperations(graph.model);
    this.#assignments = new Assignments(graph.model);
  }

  compile(rewrite: Rewrite, place: RewritePlace): Operand {
    switch (rewrite.kind) {
      case 'direct':
        return this.#direct(place);
      case 'computed':
        return this.#computed(this.graph.node(place.node.type, rewrite.relation), place);
      case 'tuple_to_userset':
        return this.#tupleToUserset(rewrite, place);
      case 'union':
        return this.#union(rewrite, place);
      case 'intersection':
        return this.#intersection(rewrite, place);
      case 'difference':
        return this.#difference(rewrite, place);
      default:
        return rewrite satisfies never;
    }
  }

  #direct(place: RewritePlace): Operand {
    const { node } = place;
    const restrictions = this.#assignments.of({ type: node.type, relation: node.name });
    node.restrictions = restrictions;
    const gate = new TupleGate(this.graph.model, restrictions);
    const usersets = new Map<string, RelationNode>();
    const edge = { node, tuples: node.tuples, gate, isCertain: place.isCertain };
    for (const restriction of restrictions) {
      this.#reach(node, restriction);
      if (restriction.relation === undefined) continue;
      const source = this.graph.node(restriction.type, restriction.relation);
      usersets.set(formatRestriction(restriction), source);
      node.dependsOn.add(source);
      node.followsTuples = true;
    }
    const kinds = new Set(restrictions.map(formatRestriction));
    if (place.isGrant) this.#assign({ kinds, usersets, edge });
    if (place.isGrant && place.isCertain) node.ownGrants.push({ tuples: node.tuples, kinds, gate });
    return new DirectOperand({ tuples: node.tuples, kinds, usersets, gate });
  }

  #reach(node: RelationNode, { type, relation, wildcard }: TypeRestriction): void {
    const entry = this.graph.type(type);
    if (node.reach.length === 0) node.reach = new Uint8Array(this.graph.typeCount);
    if (entry === undefined || relation !== undefined) return;
    node.reach[entry.index] = 1;
    if (wildcard === true) entry.takesEveryone = true;
  }

  #assign({ kinds, usersets, edge }: Assignment): void {
    for (const source of usersets.values()) source.usersetOf.push(edge);
    for (const kind of kinds) {
      const edges = this.graph.assignable.get(kind) ?? [];
      this.graph.assignable.set(kind, edges);
      edges.push(edge);
    }
  }

  #computed(source: RelationNode, { node, isGrant, isCertain }: RewritePlace): Operand {
    if (isGrant) source.computedBy.push({ node, isCertain });
    if (isGrant && isCertain) node.includes.push(source);
    node.dependsOn.add(source);
    node.computes.push(source);
    return new ComputedOperand(source);
  }

  #tupleToUserset({ tupleset, computed }: TupleToUsersetRewrite, place: RewritePlace): Operand {
    const { node, isGrant, isCertain } = place;
    const { tuples } = this.graph.node(node.type, tupleset);
    const restrictions = this.#assignments.of({ type: node.type, relation: tupleset });
    const gate = new TupleGate(this.graph.model, restrictions);
    const parents = new Map<string, RelationNode>();
    node.followsTuples = true;
    for (const { type } of restrictions) {
      // A parent of a type without that relation grants nothing; the model is valid if one type has it.
      const source = this.graph.find(type, computed);
      if (source === undefined || parents.has(type)) continue;
      parents.set(type, source);
      if (isGrant) source.parentOf.push({ tuples, node, gate, isCertain });
      node.dependsOn.add(source);
    }
    if (isGrant && isCertain) node.parentGrants.push({ tuples, parents, gate });
    return new TupleToUsersetOperand({ tuples, parents, gate });
  }

  #union({ children }: UnionRewrite, place: RewritePlace): Operand {
    return new UnionOperand(cheapestFirst(children).map((child) => this.compile(child, place)));
  }

  /** Whoever has all has the first, so a listing that follows the first one misses nobody. */
  #intersection({ children }: IntersectionRewrite, place: RewritePlace): Operand {
    const identity = this.#identify(place.node);
    const operands = cheapestFirst(children).map((child, index) =>
      this.compile(child, { ...place, isGrant: place.isGrant && index === 0, isCertain: false }),
    );
    return new IntersectionOperand(identity, operands);
  }

  #difference({ base, subtract }: DifferenceRewrite, place: RewritePlace): Operand {
    const identity = this.#identify(place.node);
    return new DifferenceOperand(identity, {
      base: this.compile(base, { ...place, isCertain: false }),
      subtract: this.compile(subtract, { ...place, isGrant: false, isCertain: false }),
    });
  }

  #identify(node: RelationNode): { readonly index: number; readonly count: number } {
    node.combinesSets = true;
    this.#operations += 1;
    return { index: this.#operations - 1, count: this.#operationCount };
  }
}

interface Assignment {
  readonly kinds: ReadonlySet<string>;
  readonly usersets: ReadonlyMap<string, RelationNode>;
  readonly edge: TupleEdge;
}

const COST: Readonly<Record<Rewrite['kind'], number>> = {
  direct: 0,
  computed: 1,
  tuple_to_userset: 2,
  union: 3,
  intersection: 4,
  difference: 4,
};

function cheapestFirst(rewrites: readonly Rewrite[]): readonly Rewrite[] {
  return rewrites.toSorted((one, other) => COST[one.kind] - COST[other.kind]);
}
