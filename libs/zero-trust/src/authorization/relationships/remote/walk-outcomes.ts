import type { ExplanationNode } from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';

/** What one step came to. */
export type Outcome = ExplanationNode['outcome'];

/** What several steps came to together, with those of them that matter. */
export interface Combined {
  readonly outcome: Outcome;
  readonly children: readonly ExplanationNode[];
}

/** The rule of a step that asks what was already asked on the way to it. */
export const CYCLE = 'already asked above';

/** Granted by the first that grants, which is then the only one kept. */
export async function anyOf(steps: AsyncIterable<ExplanationNode>): Promise<Combined> {
  const children: ExplanationNode[] = [];
  for await (const child of steps) {
    if (child.outcome === 'granted') return { outcome: 'granted', children: [child] };
    children.push(child);
  }
  return { outcome: isUndecided(children) ? 'undecided' : 'not_granted', children };
}

/** Refused by the first that refuses, which is then the only one kept. */
export async function allOf(steps: AsyncIterable<ExplanationNode>): Promise<Combined> {
  const children: ExplanationNode[] = [];
  for await (const child of steps) {
    if (child.outcome === 'not_granted') return { outcome: 'not_granted', children: [child] };
    children.push(child);
  }
  return { outcome: isUndecided(children) ? 'undecided' : 'granted', children };
}

/** Granted by the first step unless the second one grants as well, or goes round in a circle: then nobody can tell. */
export async function butNot(steps: AsyncIterable<ExplanationNode>): Promise<Combined> {
  const children: ExplanationNode[] = [];
  for await (const child of steps) {
    children.push(child);
    if (children.length === 1 && child.outcome === 'not_granted') return { outcome: 'not_granted', children };
  }
  const [base, subtract] = children;
  if (subtract === undefined || subtract.outcome === 'granted' || hasCycle(subtract)) {
    return { outcome: 'not_granted', children };
  }
  const isCertain = base?.outcome === 'granted' && subtract.outcome === 'not_granted';
  return { outcome: isCertain ? 'granted' : 'undecided', children };
}

/** Both must grant. */
export function both(one: Outcome, other: Outcome): Outcome {
  if (one === 'not_granted' || other === 'not_granted') return 'not_granted';
  return one === 'undecided' || other === 'undecided' ? 'undecided' : 'granted';
}

/** A limit was reached before an answer was certain. */
export function tooComplex(limit: string): RelationshipError {
  return new RelationshipError(
    'resolution_too_complex',
    `The question needs more than ${limit}; simplify the model, or ask about fewer objects`,
  );
}

function isUndecided(children: readonly ExplanationNode[]): boolean {
  return children.some(({ outcome }) => outcome === 'undecided');
}

/** Whether something below was asked while it was being answered. */
export function hasCycle({ rule, children }: ExplanationNode): boolean {
  return rule === CYCLE || children.some(hasCycle);
}
