import { RETURNS_EVERYTHING } from '../../authorization/fields/describe-fields.js';
import type { StageName } from '../../kernel/stage.js';

/** What became of the demands of one stage. */
export interface DemandChange {
  /** `null` for a demand that was not there. */
  readonly before: string | null;
  /** `null` for a demand that is gone. */
  readonly after: string | null;
  readonly isWeaker: boolean;
}

type Demands = readonly string[];

/** Stages whose demands name alternatives: fewer of them are stronger. */
const WITH_ALTERNATIVES: readonly StageName[] = ['authenticate', 'check-services'];

/**
 * What changed in the demands of one stage. A demand that is gone is weaker, and so is one that was replaced by another that
 * cannot be compared with it; numbers of limits, ages and ends are.
 */
export function compareDemands(stage: StageName, old: Demands, now: Demands): readonly DemandChange[] {
  const lost = without(old, now);
  const gained = [...without(now, old)];
  const changes = lost.map((before): DemandChange => {
    const alike = gained.filter((after) => isLike(stage, before, after));
    const after = alike.find((one) => !isWeaker(stage, before, one)) ?? alike[0];
    if (after === undefined) return { before, after: null, isWeaker: isControl(stage, before) };
    gained.splice(gained.indexOf(after), 1);
    return { before, after, isWeaker: isWeaker(stage, before, after) };
  });
  return [...changes, ...gained.map((after) => ({ before: null, after, isWeaker: isExcuse(after) }))];
}

/** As often as each stands there. */
function without(demands: Demands, others: Demands): Demands {
  const rest = [...others];
  return demands.filter((demand) => {
    const index = rest.indexOf(demand);
    if (index !== -1) rest.splice(index, 1);
    return index === -1;
  });
}

/** What a route says in the place of a demand: one is as good as another, and having none is better. */
function isExcuse(demand: string): boolean {
  return demand.startsWith(RETURNS_EVERYTHING);
}

/** An end is one; what is told about it ahead of it, or rehearsed, keeps nobody out for good. */
function isControl(stage: StageName, demand: string): boolean {
  return stage === 'check-lifecycle' ? isEnd(demand) : !isExcuse(demand);
}

/** Whether two demands are about the same thing, so that they can be compared. */
function isLike(stage: StageName, before: string, after: string): boolean {
  if (isExcuse(before) && isExcuse(after)) return true;
  if (stage === 'check-lifecycle') return kindOf(before) === kindOf(after);
  if (WITH_ALTERNATIVES.includes(stage)) return true;
  const isNumeric = stage === 'limit-principal' || stage === 'check-freshness';
  return isNumeric && skeleton(before) === skeleton(after);
}

function isWeaker(stage: StageName, before: string, after: string): boolean {
  if (!isControl(stage, before)) return false;
  if (stage === 'check-lifecycle') return !(endOf(after) <= endOf(before));
  if (WITH_ALTERNATIVES.includes(stage)) return !isSubset(after.split(' or '), before.split(' or '));
  const [amount = NaN, ...rest] = numbers(after);
  const [formerAmount = NaN, ...formerRest] = numbers(before);
  const isFewer =
    amount <= formerAmount && rest.every((number, index) => number >= (formerRest[index] ?? NaN));
  // One number alone is a length of time: that of a window is better long, that of a sign-in short.
  if (stage === 'limit-principal' && rest.length === 0) return !(amount >= formerAmount);
  return !isFewer;
}

const ENDS = 'ends ';

/** `ends`, `deprecated` or `brownout`. */
function kindOf(demand: string): string | undefined {
  return demand.split(' ', 1)[0];
}

function isEnd(demand: string): boolean {
  return demand.startsWith(ENDS);
}

function endOf(demand: string): number {
  return Date.parse(demand.slice(ENDS.length));
}

function isSubset(some: Demands, all: Demands): boolean {
  return some.every((one) => all.includes(one));
}

/** Amounts and lengths of time: `5 in 60 s`. Digits in names (`acr 2`) are no numbers that could be compared. */
const NUMBER = /(?<![\w.])\d+(?:\.\d+)?(?= s\b| in \d)/g;

function skeleton(demand: string): string {
  return demand.replaceAll(NUMBER, '#');
}

function numbers(demand: string): readonly number[] {
  return (demand.match(NUMBER) ?? []).map(Number);
}
