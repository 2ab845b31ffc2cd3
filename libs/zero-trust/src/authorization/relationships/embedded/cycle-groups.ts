import type { RelationNode } from './relation-node.js';

interface Step {
  readonly node: RelationNode;
  readonly rest: Iterator<RelationNode>;
}

/**
 * Relations that are derived from each other belong to one group; the groups come after those that they are derived from.
 * Tarjan's algorithm with a stack of its own, for a model may chain thousands of relations.
 */
export function groupByCycle(nodes: Iterable<RelationNode>): readonly (readonly RelationNode[])[] {
  const finder = new GroupFinder();
  for (const node of nodes) finder.visit(node);
  return finder.groups;
}

class GroupFinder {
  readonly groups: RelationNode[][] = [];
  readonly #order = new Map<RelationNode, number>();
  readonly #earliest = new Map<RelationNode, number>();
  /** Visited, and in no group yet. */
  readonly #loose: RelationNode[] = [];
  readonly #isLoose = new Set<RelationNode>();

  visit(root: RelationNode): void {
    if (this.#order.has(root)) return;
    const way = [this.#enter(root)];
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const next = step.rest.next();
      if (next.done !== true) this.#follow(step.node, next.value, way);
      else this.#leave(way);
    }
  }

  #enter(node: RelationNode): Step {
    this.#earliest.set(node, this.#order.size);
    this.#order.set(node, this.#order.size);
    this.#loose.push(node);
    this.#isLoose.add(node);
    return { node, rest: node.dependsOn.values() };
  }

  #follow(node: RelationNode, source: RelationNode, way: Step[]): void {
    const order = this.#order.get(source);
    if (order === undefined) way.push(this.#enter(source));
    else if (this.#isLoose.has(source)) this.#reaches(node, order);
  }

  #leave(way: Step[]): void {
    const node = way.pop()?.node;
    if (node === undefined) return;
    const earliest = this.#earliest.get(node) ?? 0;
    const above = way.at(-1)?.node;
    if (above !== undefined) this.#reaches(above, earliest);
    if (earliest === this.#order.get(node)) this.groups.push(this.#takeGroup(node));
  }

  #takeGroup(first: RelationNode): RelationNode[] {
    const group = this.#loose.splice(this.#loose.lastIndexOf(first));
    for (const node of group) this.#isLoose.delete(node);
    return group;
  }

  #reaches(node: RelationNode, order: number): void {
    this.#earliest.set(node, Math.min(order, this.#earliest.get(node) ?? order));
  }
}
