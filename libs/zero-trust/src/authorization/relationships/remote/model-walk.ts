import type { ConditionContext, ConditionOutcome, UndecidedCondition } from '../conditions/condition.js';
import type {
  AuthorizationModel,
  DirectRewrite,
  Rewrite,
  TupleToUsersetRewrite,
} from '../model/authorization-model.js';
import { parseObject, parseSubject } from '../names.js';
import type { ExplanationNode } from '../relationship-engine.port.js';
import { formatTuple, type Tuple } from '../tuple.js';
import { Assignments } from '../model/assignments.js';
import { formatRewrite } from '../model/format-rewrite.js';
import type { TupleLookup } from './tuple-lookup.port.js';
import { WalkLookups } from './walk-lookups.js';
import { WalkMemo } from './walk-memo.js';
import {
  allOf,
  anyOf,
  both,
  butNot,
  CYCLE,
  tooComplex,
  type Combined,
  type Outcome,
} from './walk-outcomes.js';

/** What a walk goes through. */
export interface ModelWalkParts {
  readonly model: AuthorizationModel;
  readonly lookup: TupleLookup;
  readonly context?: ConditionContext | undefined;
}

/** As deep as OpenFGA resolves. */
const MAX_DEPTH = 25;

/** A question on the way, and those that led to it. */
interface Step {
  readonly question: Tuple;
  readonly path: ReadonlySet<string>;
}

type Nodes = AsyncGenerator<ExplanationNode>;

/**
 * Answers a check step by step, by the model and looked-up tuples, and keeps the way: what explains a server's answer,
 * and what answers for a server that takes no contextual tuples. One lookup after the other, bounded in depth, lookups
 * and steps: for people and for rare questions.
 */
export class ModelWalk {
  readonly #model: AuthorizationModel;
  readonly #lookups: WalkLookups;
  readonly #assignments: Assignments;
  readonly #context: ConditionContext | undefined;
  readonly #memo = new WalkMemo();
  #undecided: UndecidedCondition | undefined;

  constructor({ model, lookup, context }: ModelWalkParts) {
    this.#model = model;
    this.#assignments = new Assignments(model);
    this.#lookups = new WalkLookups(lookup);
    this.#context = context;
  }

  /** The first condition that had no answer; it matters where the root is `undecided`. */
  get undecided(): UndecidedCondition | undefined {
    return this.#undecided;
  }

  /**
   * @throws {RelationshipError} `resolution_too_complex`
   * @throws {DependencyUnavailableError} when a lookup gets no answer
   */
  async answer({ subject, relation, object }: Tuple): Promise<ExplanationNode> {
    return this.#ask({ question: { subject, relation, object }, path: new Set() });
  }

  async #ask({ question, path }: Step): Promise<ExplanationNode> {
    const { subject, relation, object } = question;
    const name = formatTuple(question);
    if (subject === `${object}#${relation}`) return leaf(name, 'the userset itself', 'granted');
    if (path.has(name)) return leaf(name, CYCLE, 'not_granted');
    const known = this.#memo.find(name);
    if (known !== undefined) return known;
    if (path.size >= MAX_DEPTH) throw tooComplex(`${MAX_DEPTH} steps, one below the other`);
    const { rewrite } = this.#model.relation(parseObject(object).type, relation);
    return this.#memo.keep(name, await this.#follow(rewrite, { question, path: new Set([...path, name]) }));
  }

  async #follow(rewrite: Rewrite, step: Step): Promise<ExplanationNode> {
    this.#memo.countSteps();
    const combined = await this.#combine(rewrite, step);
    return { question: formatTuple(step.question), rule: formatRewrite(rewrite), ...combined };
  }

  #combine(rewrite: Rewrite, step: Step): Promise<Combined> {
    switch (rewrite.kind) {
      case 'direct':
        return anyOf(this.#direct(rewrite, step));
      case 'computed':
        return anyOf(this.#computed(rewrite.relation, step));
      case 'tuple_to_userset':
        return anyOf(this.#fromParents(rewrite, step));
      case 'union':
        return anyOf(this.#each(rewrite.children, step));
      case 'intersection':
        return allOf(this.#each(rewrite.children, step));
      case 'difference':
        return butNot(this.#each([rewrite.base, rewrite.subtract], step));
      default:
        return rewrite satisfies never;
    }
  }

  async *#each(rewrites: readonly Rewrite[], step: Step): Nodes {
    for (const rewrite of rewrites) yield await this.#follow(rewrite, step);
  }

  async *#computed(relation: string, { question, path }: Step): Nodes {
    yield await this.#ask({ question: { ...question, relation }, path });
  }

  async *#direct(rewrite: DirectRewrite, step: Step): Nodes {
    for await (const tuple of this.#lookups.direct(rewrite, step.question)) {
      const { type, id, relation } = parseSubject(tuple.subject);
      // A tuple of the subject itself, or of everyone, needs no further question.
      const isLast = tuple.subject === step.question.subject || relation === undefined;
      const next = isLast ? undefined : { object: `${type}:${id}`, relation };
      yield await this.#byTuple({ tuple, rule: formatRewrite(rewrite), next }, step);
    }
  }

  async *#fromParents(rewrite: TupleToUsersetRewrite, step: Step): Nodes {
    const { object, relation: _, ...rest } = step.question;
    const place = { object, relation: rewrite.tupleset };
    const kinds = this.#assignments.of({ type: parseObject(object).type, relation: rewrite.tupleset });
    for await (const tuple of this.#lookups.parents(place, kinds)) {
      if (!this.#model.hasRelation(parseObject(tuple.subject).type, rewrite.computed)) continue;
      const next = { ...rest, object: tuple.subject, relation: rewrite.computed };
      yield await this.#byTuple({ tuple, rule: formatRewrite(rewrite), next }, step);
    }
  }

  async #byTuple({ tuple, rule, next }: TupleStep, { question, path }: Step): Promise<ExplanationNode> {
    const name = formatTuple(question);
    const verdict = this.#judge(tuple);
    const found = { question: name, rule, tuple: formatTuple(tuple), ...verdict.shown };
    if (next === undefined || verdict.outcome === 'not_granted') {
      return { ...found, outcome: verdict.outcome, children: [] };
    }
    const child = await this.#ask({ question: { ...next, subject: question.subject }, path });
    return { ...found, outcome: both(verdict.outcome, child.outcome), children: [child] };
  }

  #judge({ condition }: Tuple): TupleVerdict {
    if (condition === undefined) return { outcome: 'granted', shown: {} };
    const known = this.#model.conditions.get(condition.name);
    const outcome = known?.evaluate(condition.context, this.#context) ?? false;
    if (typeof outcome !== 'boolean') this.#undecided ??= outcome;
    return { outcome: outcomeOf(outcome), shown: { condition: describe(condition.name, outcome) } };
  }
}

/** A tuple on the way, and what it leads to. */
interface TupleStep {
  readonly tuple: Tuple;
  readonly rule: string;
  readonly next: Omit<Tuple, 'subject'> | undefined;
}

interface TupleVerdict {
  readonly outcome: Outcome;
  readonly shown: Pick<ExplanationNode, 'condition'>;
}

function leaf(question: string, rule: string, outcome: Outcome): ExplanationNode {
  return { question, rule, outcome, children: [] };
}

function outcomeOf(outcome: ConditionOutcome): Outcome {
  if (typeof outcome !== 'boolean') return 'undecided';
  return outcome ? 'granted' : 'not_granted';
}

function describe(name: string, outcome: ConditionOutcome): string {
  if (typeof outcome !== 'boolean') return `${name} is undecided: ${outcome.message}`;
  return `${name} ${outcome ? 'holds' : 'does not hold'}`;
}
