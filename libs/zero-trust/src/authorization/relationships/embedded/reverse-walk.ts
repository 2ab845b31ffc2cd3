import type { ObjectListing } from './list-objects.js';
import type { GrantEdge, RelationNode, TupleEdge } from './relation-node.js';
import { tooComplex, UNKNOWN_SUBJECT } from './resolution.js';

/** “The subject has this relation on this object”, or may have. */
interface Holding {
  readonly node: RelationNode;
  readonly objectId: number;
  readonly isCertain: boolean;
}

/** Everything that a subject has or may have on the way to one relation. */
export class ReverseWalk {
  readonly #listing: ObjectListing;
  readonly #relevant: ReadonlySet<RelationNode>;
  /** By object of the goal, whether it is certain. */
  readonly #found = new Map<number, boolean>();
  readonly #seen = { certain: new Set<number>(), possible: new Set<number>() };
  /** What was found by the hop before, and what the current hop finds. */
  #current: Holding[] = [];
  #next: Holding[] = [];

  constructor(listing: ObjectListing) {
    this.#listing = listing;
    this.#relevant = listing.goal.sources;
  }

  /** @throws {RelationshipError} `resolution_too_complex` when a limit is reached */
  run(): ReadonlyMap<number, boolean> {
    const { maxDepth } = this.#listing.question;
    this.#start();
    for (let depth = 1; this.#current.length > 0; depth += 1) {
      for (const holding of this.#current) this.#follow(holding);
      this.#current = this.#next;
      this.#next = [];
      if (depth >= maxDepth && this.#current.length > 0) throw tooComplex(`${maxDepth} hops`);
    }
    return this.#found;
  }

  /** What the subject has by a tuple of its own or of everyone, or by being a userset. */
  #start(): void {
    const { graph, question } = this.#listing;
    const { kind, subjectId, everyoneKind, everyoneId, userset } = question.target;
    for (const edge of graph.assignable.get(kind) ?? []) this.#addTuples(edge, subjectId, kind);
    if (everyoneId !== UNKNOWN_SUBJECT) {
      for (const edge of graph.assignable.get(everyoneKind) ?? [])
        this.#addTuples(edge, everyoneId, everyoneKind);
    }
    this.#current = this.#next;
    this.#next = [];
    if (userset === undefined) return;
    this.#add({ node: userset.relation, objectId: userset.objectId, isCertain: true }, this.#current);
  }

  /** Follows every edge of one holding; the same object takes no hop. */
  #follow(holding: Holding): void {
    const { node, objectId, isCertain } = holding;
    for (const edge of node.computedBy) {
      this.#add({ node: edge.node, objectId, isCertain: isCertain && edge.isCertain }, this.#current);
    }
    for (const edge of node.parentOf) this.#addTuples(certainIf(isCertain, edge), objectId, node.type);
    if (node.usersetOf.length > 0) this.#addUsersets(holding);
  }

  #addUsersets({ node, objectId, isCertain }: Holding): void {
    const { question, nameOf } = this.#listing;
    const usersetId = question.view.idOf(`${nameOf(objectId)}#${node.name}`);
    if (usersetId === undefined) return;
    const kind = `${node.type}#${node.name}`;
    for (const edge of node.usersetOf) this.#addTuples(certainIf(isCertain, edge), usersetId, kind);
  }

  #addTuples(edge: TupleEdge, subjectId: number, kind: string): void {
    if (!this.#relevant.has(edge.node)) return;
    const { question } = this.#listing;
    const tuples = question.view.of(edge.tuples);
    const isGated = edge.gate.isNeeded(tuples);
    for (const objectId of tuples.objects(subjectId)) {
      const verdict = !isGated || edge.gate.judge(question, { tuples, objectId, subjectId, kind });
      if (verdict === false) continue;
      this.#add({ node: edge.node, objectId, isCertain: edge.isCertain && verdict === true }, this.#next);
    }
  }

  #add(holding: Holding, to: Holding[]): void {
    const { node, objectId, isCertain } = holding;
    if (!this.#relevant.has(node)) return;
    this.#listing.question.step(1);
    const key = node.visitKey(objectId);
    if (this.#seen.certain.has(key) || (!isCertain && this.#seen.possible.has(key))) return;
    this.#seen[isCertain ? 'certain' : 'possible'].add(key);
    to.push(holding);
    if (node === this.#listing.goal) this.#found.set(objectId, isCertain);
  }
}

function certainIf<T extends GrantEdge>(isCertain: boolean, edge: T): T {
  return isCertain || !edge.isCertain ? edge : { ...edge, isCertain: false };
}
