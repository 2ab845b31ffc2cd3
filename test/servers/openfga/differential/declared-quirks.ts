import type { Comparison } from './differential-round.js';

/** Why a difference is known and meant, or nothing. The server's lists are judged by its own checks. */
export function declaredQuirk(comparison: Comparison): string | undefined {
  const { kind } = comparison;
  if (kind === 'list objects') return quirkOfObjects(comparison);
  return kind === 'list users' ? quirkOfUsers(comparison) : quirkOfCheck(comparison);
}

function quirkOfCheck({ embedded, server, isContextComplete, rules }: Comparison): string | undefined {
  if (!rules.hasExclusions) return undefined;
  if (!isContextComplete && embedded === 'error') {
    return 'the server passes over an undecided tuple beneath a but not, which may grant';
  }
  // Some of its plans notice a circle there and deny, others do not; the engine always denies.
  const isPlanned = rules.hasCycles && embedded === false && server === true;
  return isPlanned ? 'the server grants by a circle beneath a but not, as its plan has it' : undefined;
}

function quirkOfObjects(comparison: Comparison): string | undefined {
  const { embedded, server, isContextComplete, grantedByServer = [] } = comparison;
  if (!isConsistent(embedded, grantedByServer)) return undefined;
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
