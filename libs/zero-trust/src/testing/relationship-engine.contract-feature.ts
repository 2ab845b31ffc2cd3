import type { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../authorization/relationships/relationship-error.js';

/** The parts of the contract that an engine may be unable to keep; everything else is not negotiable. */
export type ContractFeature =
  | 'conditions'
  | 'contextual tuples'
  | 'wildcards'
  | 'everyone as a subject'
  | 'list subjects'
  | 'explain'
  | 'consistency tokens';

/** One promise about a feature. */
export interface FeatureCase {
  readonly feature: ContractFeature;
  readonly promise: string;
  /** Asks an engine that holds the tuples of the features; the two must be equal. */
  readonly answer: (
    engine: RelationshipEngine,
  ) => Promise<{ readonly actual: unknown; readonly expected: unknown }>;
}

/** What came of it: the reason of the refusal, or the value. */
export async function outcomeOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}
