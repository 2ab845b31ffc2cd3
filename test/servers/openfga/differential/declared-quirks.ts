import type {
  CheckQuery,
  ListObjectsQuery,
} from '../../../../libs/zero-trust/src/authorization/relationships/relationship-engine.port.js';
import type { RandomWorld } from '../../../relationships/random-world.js';
import { OBJECTS, typeOf } from '../../../relationships/world-names.js';
import { settledValuesOf } from '../../../relationships/reference-evaluator.js';
import type { Comparison } from './differential-round.js';

const NEEDLESS_CIRCLE = 'the server denies by a circle beneath a but not that changes nothing';

/** Why a difference is known and meant, or nothing. The server's lists are judged by its own checks. */
export function declaredQuirk(comparison: Comparison): string | undefined {
  const { kind } = comparison;
  if (kind === 'list objects') return quirkOfObjects(comparison);
  return kind === 'list users' ? quirkOfUsers(comparison) : quirkOfCheck(comparison);
}

function quirkOfCheck(comparison: Comparison): string | undefined {
  const { embedded, server, isContextComplete, rules } = comparison;
  if (!rules.hasExclusions) return undefined;
  if (!isContextComplete && embedded === 'error') {
    return 'the server passes over an undecided tuple beneath a but not, which may grant';
  }
  if (rules.hasCycles && embedded === true && server === false && isGrantedByRules(comparison)) {
    return NEEDLESS_CIRCLE;
  }
  // Some of its plans notice a circle there and deny, others do not; the engine always denies.
  const isPlanned = rules.hasCycles && embedded === false && server === true;
  return isPlanned ? 'the server grants by a circle beneath a but not, as its plan has it' : undefined;
}

/** Whether the rules themselves grant, with every condition decided: the evidence that the server is too strict. */
function isGrantedByRules({ question, world }: Comparison): boolean {
  const { object, relation } = question as CheckQuery;
  return valuesIn(world, question as CheckQuery)?.get(`${object}#${relation}`) === 2;
}

/** The objects of a list that the rules themselves grant. */
function listedByRules({ question, world }: Comparison): readonly string[] {
  const { type, relation } = question as ListObjectsQuery;
  const values = valuesIn(world, question as ListObjectsQuery);
  return OBJECTS.filter((object) => typeOf(object) === type && values?.get(`${object}#${relation}`) === 2);
}

function valuesIn({ model, tuples }: RandomWorld, question: CheckQuery | ListObjectsQuery) {
  const { subject, contextualTuples = [], context = {} } = question;
  return settledValuesOf({
    model,
    tuples: [...tuples, ...contextualTuples],
    subject,
    context,
    isExact: true,
  });
}

function quirkOfObjects(comparison: Comparison): string | undefined {
  const { embedded, server, isContextComplete, rules, grantedByServer = [] } = comparison;
  if (!isContextComplete && embedded === 'error' && Array.isArray(server)) {
    return 'the server lists past an undecided tuple that may matter';
  }
  const byRules = rules.hasExclusions && rules.hasCycles ? listedByRules(comparison) : [];
  if (!isConsistent(embedded, grantedByServer)) {
    return isConsistent(embedded, [...new Set([...grantedByServer, ...byRules])])
      ? NEEDLESS_CIRCLE
      : undefined;
  }
  if (server !== 'error') return 'the list of the server contradicts its own checks';
  if (isContextComplete) return undefined;
  return 'the server refuses a list for an undecided condition that changes nothing';
}

function quirkOfUsers({
  embedded,
  server,
  isContextComplete,
  grantedByServer = [],
}: Comparison): string | undefined {
  const isEmpty = Array.isArray(server) && server.length === 0 && grantedByServer.length === 0;
  if (!isContextComplete && embedded === 'error' && isEmpty) {
    return 'the server rules a way out before it meets an undecided tuple there';
  }
  if (!isConsistent(embedded, grantedByServer)) return undefined;
  if (!isConsistent(server, grantedByServer)) return 'the list of the server contradicts its own checks';
  return 'the server names other people beside everyone';
}

/** A list names whom checks grant; who has the relation only as everyone has need not be named. */
function isConsistent(list: unknown, granted: readonly string[]): boolean {
  if (!Array.isArray(list)) return false;
  const everyone = granted.find((one) => one.endsWith(':*'));
  const missing = granted.filter((one) => !list.includes(one));
  const isComplete = everyone === undefined ? missing.length === 0 : !missing.includes(everyone);
  return isComplete && list.every((one) => granted.includes(String(one)));
}
