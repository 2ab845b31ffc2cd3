import type { Tuple } from '../tuple.js';

/** Who may be written for a relation without a condition. */
export interface Direct<Subject extends string> {
  readonly subject: Subject;
  readonly condition?: undefined;
}

/** Who may be written for a relation with a condition, and the values that may be settled with the tuple. */
export interface Conditioned<Subject extends string, Name extends string, Parameters extends object> {
  readonly subject: Subject;
  readonly condition: { readonly name: Name; readonly context?: Readonly<Partial<Parameters>> };
}

/** A relation that follows from others only: nothing can be written for it. */
export type Derived = never;

/** A relationship model as a type: by object type and relation, who may be written. `relationships types` writes it. */
export type RelationshipModel = Readonly<Record<string, Readonly<Record<string, Grantee>>>>;

/** A tuple that the model permits; any tuple where no model is given. */
export type TupleOf<Model extends RelationshipModel> = string extends keyof Model
  ? Tuple
  : {
      [Type in keyof Model & string]: {
        [Relation in keyof Model[Type] & string]: Model[Type][Relation] & {
          readonly relation: Relation;
          readonly object: `${Type}:${string}`;
        };
      }[keyof Model[Type] & string];
    }[keyof Model & string];

/** A question that the model can answer; any question where no model is given. */
export type QuestionOf<Model extends RelationshipModel> = string extends keyof Model
  ? Question<string, string, string>
  : {
      [Type in keyof Model & string]: Question<
        `${keyof Model & string}:${string}`,
        keyof Model[Type] & string,
        `${Type}:${string}`
      >;
    }[keyof Model & string];

interface Question<Subject extends string, Relation extends string, Object extends string> {
  readonly subject: Subject;
  readonly relation: Relation;
  readonly object: Object;
  /** Values for the conditions of the model. */
  readonly context?: Readonly<Record<string, unknown>>;
}

interface Grantee {
  readonly subject: string;
  readonly condition?: { readonly name: string; readonly context?: object } | undefined;
}
