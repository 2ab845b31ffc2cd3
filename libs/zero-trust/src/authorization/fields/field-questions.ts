import type { AccessedObject } from '../../kernel/accessed-object.js';
import { settleInTime } from '../../kernel/deadline.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { askEngine, NOBODY } from '../access/engine-questions.js';
import type { PolicyVerdict } from '../policies/policy-definition.js';
import type { PolicyInput } from '../policies/policy-input.js';
import type { CheckQuery, RelationshipEngine } from '../relationships/relationship-engine.port.js';
import type { CompiledRule } from './compiled-fields.js';

/** What the questions about fields are answered by. */
export interface FieldJudges {
  readonly engine: RelationshipEngine;
  readonly timeoutMs: number;
  /** Values for the conditions of the model. */
  conditionValues(context: RequestContext): Readonly<Record<string, unknown>> | undefined;
  inputFor(context: RequestContext, object: AccessedObject | undefined): MaybePromise<PolicyInput>;
}

/** One rule about one object, and whether it holds: until it is answered, and if it cannot be, it does not. */
export interface FieldQuestion {
  readonly rule: CompiledRule;
  readonly object: AccessedObject | undefined;
  holds: boolean;
}

/** Everything that is to be known about the fields of one answer or body; each question is asked once, all relations in one batch. */
export class FieldQuestions {
  readonly #byRule = new Map<CompiledRule, Map<string, FieldQuestion>>();
  readonly #byName = new Map<string, CompiledRule>();
  readonly #all: FieldQuestion[] = [];

  constructor(
    private readonly context: RequestContext,
    private readonly judges: FieldJudges,
  ) {}

  /** Notes a question; two fields with the same rule on the same object share it. */
  add(rule: CompiledRule, object: AccessedObject | undefined): FieldQuestion {
    const same = this.sameRule(rule);
    const asked = this.#byRule.get(same) ?? new Map<string, FieldQuestion>();
    this.#byRule.set(same, asked);
    const known = asked.get(object?.ref ?? '');
    if (known !== undefined) return known;
    const question = { rule: same, object, holds: false };
    asked.set(object?.ref ?? '', question);
    this.#all.push(question);
    return question;
  }

  /**
   * Asks them all; at once if everything that is asked answers at once.
   *
   * @throws DependencyUnavailableError if what answers them is down or too slow
   */
  settle(): MaybePromise<void> {
    const relations = this.#all.filter(({ rule, object }) => rule.ask === 'relation' && object !== undefined);
    const policies = this.#all.filter(({ rule }) => rule.ask === 'policy');
    const answers = [
      ...(relations.length === 0 ? [] : [attempt(() => this.askRelations(relations))]),
      ...policies.map((question) => attempt(() => this.askPolicy(question))),
    ];
    const late = answers.filter((answer) => isPromise(answer));
    if (late.length === 0) return undefined;
    const all = Promise.all(late).then(() => undefined);
    return settleInTime({ dependency: 'rules of fields', timeoutMs: this.judges.timeoutMs }, all);
  }

  /** Relations of the same name are the same rule, wherever they stand. */
  private sameRule(rule: CompiledRule): CompiledRule {
    if (rule.ask === 'policy') return rule;
    const same = this.#byName.get(rule.relation) ?? rule;
    this.#byName.set(rule.relation, same);
    return same;
  }

  private askRelations(questions: readonly FieldQuestion[]): MaybePromise<void> {
    const subject = this.context.principal?.graphSubject ?? NOBODY;
    const values = this.judges.conditionValues(this.context);
    const queries = questions.map(({ rule, object }): CheckQuery => {
      const query = { subject, relation: rule.name, object: object?.ref ?? '' };
      return values === undefined ? query : { ...query, context: values };
    });
    return chain(askEngine(this.judges.engine, queries), (answers) => {
      for (const [index, question] of questions.entries()) question.holds = answers[index]?.granted === true;
    });
  }

  private askPolicy(question: FieldQuestion): MaybePromise<void> {
    const { rule, object } = question;
    // Of whoever is not identified no policy knows anything.
    if (rule.ask !== 'policy' || this.context.principal === undefined) return undefined;
    const verdict = chain(this.judges.inputFor(this.context, object), (input) => rule.policy.evaluate(input));
    return chain(verdict, (settled) => {
      question.holds = permits(settled);
    });
  }
}

/** A failure of one question must not leave the promises of others unheeded. */
function attempt(ask: () => MaybePromise<void>): MaybePromise<void> {
  try {
    const answer = ask();
    return isPromise(answer) ? answer.catch(undecided) : answer;
  } catch (error) {
    return Promise.reject(error as Error).catch(undecided);
  }
}

/** What cannot be judged does not hold; only what is down for the moment is told, so that the caller tries again. */
function undecided(error: unknown): void {
  if (error instanceof AccessDeniedError && error.denial.kind !== 'unavailable') return;
  throw error;
}

/** Obligations are for whole requests: nobody could meet one here. */
function permits(verdict: PolicyVerdict): boolean {
  return verdict.effect === 'permit' && verdict.obligations.length === 0;
}
