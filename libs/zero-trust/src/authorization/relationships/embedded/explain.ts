import type { Rewrite } from '../model/authorization-model.js';
import type { ExplanationNode } from '../relationship-engine.port.js';
import { CheckSearch } from './check-search.js';
import { ExplainedTuples, type ExplainedTuple } from './explained-tuples.js';
import { Question, type QuestionParts } from './question.js';
import type { RelationGraph } from './relation-graph.js';
import type { RelationNode } from './relation-node.js';
import type { Outcome } from './resolution.js';
import { formatRewrite } from '../model/format-rewrite.js';

/** More relations of objects than a person reads about; what lies beyond is left out and says so. */
const MAX_RELATIONS = 200;

/** A check that is to be explained. */
export interface ExplanationParts extends QuestionParts {
  readonly graph: RelationGraph;
  readonly subject: string;
}

/** A relation of an object on the way. */
export interface ExplainedPlace {
  readonly node: RelationNode;
  readonly object: string;
  readonly objectId: number;
}

type Verdict = ExplanationNode['outcome'];

/**
 * Retells a check for people: rule by rule, from the object down, with the tuples on the way. Of a grant only what granted
 * is told, of a deny everything that was tried. What each relation came to is what a check of it says.
 */
export class Explainer {
  readonly #parts: ExplanationParts;
  readonly #tuples: ExplainedTuples;
  /** What each relation of an object came to, by visit. */
  readonly #told = new Map<number, Verdict>();
  #rootIsGranted = false;

  constructor(parts: ExplanationParts) {
    this.#parts = parts;
    this.#tuples = new ExplainedTuples(parts);
  }

  /** @throws {RelationshipError} `resolution_too_complex` */
  explain(place: ExplainedPlace): ExplanationNode {
    this.#rootIsGranted = this.#check(place) === 'granted';
    return this.#relation(place);
  }

  /** Looks closer at each relation of each object once, and at so many in all: a search for each has its price. */
  #relation(place: ExplainedPlace): ExplanationNode {
    const { node, objectId } = place;
    const key = node.visitKey(objectId);
    const told = this.#told.get(key);
    const leaf = (rule: string, outcome: Verdict): ExplanationNode =>
      this.#step({ place, rule, outcome, children: [] });
    if (told !== undefined) return leaf('told elsewhere in this explanation', told);
    if (this.#told.size >= MAX_RELATIONS) return leaf('left out: there is too much to explain', 'undecided');
    if (node.isTarget(this.#parts.target, objectId)) return leaf('a userset has its own relation', 'granted');
    const outcome = toVerdict(this.#check(place));
    this.#told.set(key, outcome);
    const { rewrite } = this.#parts.graph.model.relation(node.type, node.name);
    if (this.#rootIsGranted && outcome !== 'granted') return leaf(formatRewrite(rewrite), outcome);
    return { ...this.#rule(rewrite, place), outcome };
  }

  #rule(rewrite: Rewrite, place: ExplainedPlace): ExplanationNode {
    const rule = formatRewrite(rewrite);
    const step = (children: readonly ExplanationNode[], outcome: Verdict): ExplanationNode =>
      this.#step({ place, rule, outcome, children });
    switch (rewrite.kind) {
      case 'direct':
        return this.#direct(rule, place);
      case 'computed': {
        const child = this.#relation({
          ...place,
          node: this.#parts.graph.node(place.node.type, rewrite.relation),
        });
        return step([child], child.outcome);
      }
      case 'tuple_to_userset': {
        const parents = this.#tuples.parentsOf(place, rewrite).map((tuple) => this.#tuple(tuple, rule));
        return step(grantedOrAll(parents), anyOf(parents));
      }
      case 'union': {
        const parts = rewrite.children.map((child) => this.#rule(child, place));
        return step(grantedOrAll(parts), anyOf(parts));
      }
      case 'intersection': {
        const parts = rewrite.children.map((child) => this.#rule(child, place));
        return step(parts, allOf(parts.map(({ outcome }) => outcome)));
      }
      case 'difference': {
        const parts = [this.#rule(rewrite.base, place), this.#rule(rewrite.subtract, place)];
        const [base = 'undecided', subtract = 'undecided'] = parts.map(({ outcome }) => outcome);
        return step(parts, allOf([base, opposite(subtract)]));
      }
      default:
        return rewrite satisfies never;
    }
  }

  #direct(rule: string, place: ExplainedPlace): ExplanationNode {
    const tuples = this.#tuples.assignedTo(place).map((tuple) => this.#tuple(tuple, rule));
    const [only, ...others] = grantedOrAll(tuples);
    if (only !== undefined && others.length === 0) return only;
    return this.#step({ place, rule, outcome: anyOf(tuples), children: tuples });
  }

  /** One tuple: it grants by itself, or leads to a relation of another object. */
  #tuple({ text, verdict, condition, leadsTo, place }: ExplainedTuple, rule: string): ExplanationNode {
    const children = leadsTo === undefined || verdict !== 'granted' ? [] : [this.#relation(leadsTo)];
    const outcome = children[0]?.outcome ?? verdict;
    const step = this.#step({ place, rule, outcome, children });
    return { ...step, tuple: text, ...(condition !== undefined && { condition }) };
  }

  #step({ place, ...rest }: Omit<ExplanationNode, 'question'> & { place: ExplainedPlace }): ExplanationNode {
    return { question: `${place.object}#${place.node.name}@${this.#parts.subject}`, ...rest };
  }

  #check({ node, objectId }: ExplainedPlace): Outcome {
    return new CheckSearch(new Question(this.#parts), false).run(node, objectId);
  }
}

function toVerdict(outcome: Outcome): Verdict {
  if (typeof outcome === 'object') return 'undecided';
  return outcome === 'granted' ? 'granted' : 'not_granted';
}

function anyOf(parts: readonly ExplanationNode[]): Verdict {
  if (parts.some(({ outcome }) => outcome === 'granted')) return 'granted';
  return parts.some(({ outcome }) => outcome === 'undecided') ? 'undecided' : 'not_granted';
}

function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('not_granted')) return 'not_granted';
  return verdicts.includes('undecided') ? 'undecided' : 'granted';
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === 'undecided') return verdict;
  return verdict === 'granted' ? 'not_granted' : 'granted';
}

/** The first part that granted, or all that did not. */
function grantedOrAll(parts: readonly ExplanationNode[]): readonly ExplanationNode[] {
  const granted = parts.find(({ outcome }) => outcome === 'granted');
  return granted === undefined ? parts : [granted];
}
