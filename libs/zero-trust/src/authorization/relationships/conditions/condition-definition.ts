import type { ParameterType } from '../../cel/parameter-type.js';

/** One `condition` of a model. */
export interface ConditionDefinition {
  readonly name: string;
  /** The declared type of each parameter, by its name. */
  readonly parameters: ReadonlyMap<string, ParameterType>;
  /** The body, in the Common Expression Language. */
  readonly expression: string;
}
