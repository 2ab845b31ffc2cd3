import type { RequestContext } from '../../kernel/request-context.js';
import type { CheckQuery } from '../relationships/relationship-engine.port.js';
import { NOBODY } from './engine-questions.js';
import type { CompiledRequirement } from './requirement.js';

/** One object that one requirement speaks of. */
export interface ObjectQuestion {
  readonly requirement: CompiledRequirement;
  readonly id: string;
  readonly query: CheckQuery;
}

/** The objects that a request names. */
export interface NamedObjects {
  readonly questions: readonly ObjectQuestion[];
  /** By requirement. */
  readonly ids: readonly (readonly string[])[];
  /** The first requirement whose ids cannot be read; what comes after it is not asked. */
  readonly unreadable: CompiledRequirement | undefined;
}

/** Reads the objects that a request names for each requirement, in the order of the requirements. */
export function readNamedObjects(
  context: RequestContext,
  requirements: readonly CompiledRequirement[],
): NamedObjects {
  const subject = context.principal?.graphSubject ?? NOBODY;
  const questions: ObjectQuestion[] = [];
  const ids: (readonly string[])[] = [];
  for (const requirement of requirements) {
    const named = requirement.read(context.request);
    if (named === undefined) return { questions, ids, unreadable: requirement };
    ids.push(named);
    const { relation, type } = requirement;
    const values = requirement.context?.(context);
    for (const id of named) {
      const query = { subject, relation, object: `${type}:${id}` };
      questions.push({
        requirement,
        id,
        query: values === undefined ? query : { ...query, context: values },
      });
    }
  }
  return { questions, ids, unreadable: undefined };
}
