import type { Allow, Decision, Deny } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { askEngine, type Answer } from './engine-questions.js';
import { keepObjects, type KeptObjects } from './keep-objects.js';
import { readNamedObjects, type NamedObjects, type ObjectQuestion } from './named-objects.js';
import { refuseAccess } from './refuse-access.js';
import { malformed } from './refusals.js';
import type { CompiledRequirement } from './requirement.js';

/** All that a route demands, and how it is asked. */
export interface AccessCheckInit extends KeptObjects {
  readonly requirements: readonly CompiledRequirement[];
  readonly engine: RelationshipEngine;
  /** The answer if all of them hold. */
  readonly granted: Allow;
}

/** Asks whether the caller has every relation that one route demands, on every object that a request names. */
export class AccessCheck {
  constructor(private readonly init: AccessCheckInit) {}

  run(context: RequestContext): MaybePromise<Decision> {
    const named = readNamedObjects(context, this.init.requirements);
    const answers = askEngine(
      this.init.engine,
      named.questions.map(({ query }) => query),
    );
    return chain(answers, (settled) => this.judge(context, named, settled));
  }

  /** The first requirement that does not hold decides. */
  private judge(
    context: RequestContext,
    named: NamedObjects,
    answers: readonly Answer[],
  ): MaybePromise<Decision> {
    const { questions, unreadable } = named;
    const index = questions.findIndex((_question, at) => answers[at]?.granted !== true);
    const refused = questions[index];
    if (refused !== undefined) return this.refuse(refused, answers[index]);
    if (unreadable !== undefined) {
      return malformed({ ...unreadable, isHidden: unreadable.visibleBy !== undefined });
    }
    keepObjects(context, named, this.init);
    return this.init.granted;
  }

  private refuse({ requirement, query }: ObjectQuestion, answer: Answer | undefined): MaybePromise<Deny> {
    const refused = answer?.granted === false ? answer : undefined;
    return refuseAccess(this.init.engine, { query, answer: refused, visibleBy: requirement.visibleBy });
  }
}
