import type { ConditionDefinition } from '../conditions/condition-definition.js';
import type { RelationDefinition } from './authorization-model.js';
import { isRecord, type JsonRecord } from './json-record.js';
import type { ModelProblems } from './model-problems.js';
import type { ModelSource } from './model-source.js';
import { readConditions } from './read-condition.js';
import { RewriteReader } from './rewrite-reader.js';

/** A model as it was written: of the right form, and not yet known to make sense. */
export interface WrittenModel {
  readonly schemaVersion: string;
  /** The types in their order; a name may come twice. */
  readonly types: readonly WrittenType[];
  readonly conditions: readonly ConditionDefinition[];
}

/** One type of a {@link WrittenModel}. */
export interface WrittenType {
  readonly name: string;
  readonly relations: readonly RelationDefinition[];
}

/** Where a reader finds the model's places and notes its problems. */
export interface ReadingContext {
  readonly source: ModelSource;
  readonly problems: ModelProblems;
}

/** Reads the JSON form of a model, as the OpenFGA API and the transformer of its language write it. */
export function readModel(json: unknown, context: ReadingContext): WrittenModel {
  if (!isRecord(json)) context.problems.add('a model in JSON must be an object');
  const model = isRecord(json) ? json : {};
  const version = model['schema_version'];
  return {
    schemaVersion: typeof version === 'string' ? version : '',
    types: readTypes(model['type_definitions'], context),
    conditions: readConditions(model['conditions'], context),
  };
}

function readTypes(json: unknown, context: ReadingContext): readonly WrittenType[] {
  if (!Array.isArray(json)) return [];
  return json.map((definition: unknown) => readType(isRecord(definition) ? definition : {}, context));
}

function readType(definition: JsonRecord, context: ReadingContext): WrittenType {
  const name = typeof definition['type'] === 'string' ? definition['type'] : '';
  const relations = isRecord(definition['relations']) ? definition['relations'] : {};
  const metadata = isRecord(definition['metadata']) ? definition['metadata']['relations'] : undefined;
  return {
    name,
    relations: Object.entries(relations).map(([relation, rewrite]) => {
      const details =
        isRecord(metadata) && Object.hasOwn(metadata, relation) ? metadata[relation] : undefined;
      return new RewriteReader({ type: name, name: relation, metadata: details }, context).read(rewrite);
    }),
  };
}
