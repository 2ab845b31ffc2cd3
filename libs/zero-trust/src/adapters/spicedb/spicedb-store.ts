import { v1 } from '@authzed/authzed-node';
import type {
  BatchCheckResult,
  CheckQuery,
  ListObjectsQuery,
  ListSubjectsQuery,
  RelationshipQuestionOptions,
  RelationshipRequestOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import type { SubjectKind } from '../../authorization/relationships/remote/question-rules.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { assertCertain, readAllowed, readBatchResult } from './answers.js';
import { consistencyOf } from './consistency.js';
import { decodeId } from './object-ids.js';
import { decodeTuple, encodeAskedSubject, encodeContext, encodeObject } from './relationship-codec.js';
import { schemaName, type SchemaNames } from './schema-names.js';
import type { SpiceDbConnection } from './spicedb-connection.js';
import type { ResolvedSpiceDbOptions } from './spicedb.options.js';
import { unusableAnswer } from './spicedb-unavailable.error.js';

/** What the store asks, and how. */
export interface SpiceDbStoreParts {
  readonly connection: SpiceDbConnection;
  readonly names: SchemaNames;
  readonly options: Pick<
    ResolvedSpiceDbOptions,
    'consistency' | 'timeoutMs' | 'listTimeoutMs' | 'readTimeoutMs'
  >;
}

/** Puts questions that are known to be well-formed to the server, and reads its answers. */
export class SpiceDbStore {
  readonly #connection: SpiceDbConnection;
  readonly #names: SchemaNames;
  readonly #options: SpiceDbStoreParts['options'];

  constructor({ connection, names, options }: SpiceDbStoreParts) {
    this.#connection = connection;
    this.#names = names;
    this.#options = options;
  }

  /** Ends the connection to the server. */
  close(): void {
    this.#connection.close();
  }

  check(query: CheckQuery, options: RelationshipQuestionOptions): Promise<boolean> {
    const request = v1.CheckPermissionRequest.create({
      consistency: consistencyOf(this.#options.consistency, options),
      ...question(query),
    });
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal: options.signal };
    return this.#connection.call(call, async ({ permissions }, callOptions) => {
      const { permissionship } = await permissions.checkPermission(request, callOptions);
      return readAllowed(permissionship);
    });
  }

  /** The newest state. */
  now({ signal }: RelationshipRequestOptions): Promise<string> {
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal };
    return this.#connection.call(call, async ({ schema }, callOptions) =>
      tokenOf((await schema.readSchema(v1.ReadSchemaRequest.create(), callOptions)).readAt),
    );
  }

  batchCheck(
    queries: readonly CheckQuery[],
    options: RelationshipQuestionOptions,
  ): Promise<readonly BatchCheckResult[]> {
    const items = queries.map((query) => v1.CheckBulkPermissionsRequestItem.create(question(query)));
    const request = v1.CheckBulkPermissionsRequest.create({
      consistency: consistencyOf(this.#options.consistency, options),
      items,
    });
    const call = { timeoutMs: this.#options.timeoutMs, idempotent: true, signal: options.signal };
    return this.#connection.call(call, async ({ permissions }, callOptions) => {
      const { pairs } = await permissions.checkBulkPermissions(request, callOptions);
      return items.map((item, index) => readBatchResult(pairs[index], item));
    });
  }

  /** Complete and sorted. */
  async listObjects(
    query: ListObjectsQuery,
    options: RelationshipQuestionOptions,
  ): Promise<readonly string[]> {
    const { subject, relation, type, context } = query;
    const request = v1.LookupResourcesRequest.create({
      consistency: consistencyOf(this.#options.consistency, options),
      resourceObjectType: schemaName(type),
      permission: schemaName(relation),
      subject: encodeAskedSubject(subject),
      ...(context !== undefined && { context: encodeContext(context) }),
    });
    const found = await this.#connection.collect({
      timeoutMs: this.#options.listTimeoutMs,
      idempotent: true,
      signal: options.signal,
      open: ({ streams }, callOptions) => streams.lookupResources(request, callOptions),
    });
    for (const { permissionship } of found) assertCertain(permissionship);
    return [
      ...new Set(found.map(({ resourceObjectId }) => `${type}:${decodeId(resourceObjectId)}`)),
    ].toSorted();
  }

  /** Complete and sorted. */
  async listSubjects(
    query: SubjectListing,
    options: RelationshipQuestionOptions,
  ): Promise<readonly string[]> {
    const { object, relation, filter, context } = query;
    const request = v1.LookupSubjectsRequest.create({
      consistency: consistencyOf(this.#options.consistency, options),
      resource: encodeObject(object),
      permission: schemaName(relation),
      subjectObjectType: schemaName(filter.type),
      optionalSubjectRelation: filter.relation === undefined ? '' : schemaName(filter.relation),
      ...(context !== undefined && { context: encodeContext(context) }),
    });
    const found = await this.#connection.collect({
      timeoutMs: this.#options.listTimeoutMs,
      idempotent: true,
      signal: options.signal,
      open: ({ streams }, callOptions) => streams.lookupSubjects(request, callOptions),
    });
    return [...new Set(found.map((entry) => readSubject(entry, filter)))].toSorted();
  }

  /** The stored tuples of the model that fit a filter, all of one moment. */
  async read(filter: v1.RelationshipFilter, reading: Reading): Promise<readonly Tuple[]> {
    const request = v1.ReadRelationshipsRequest.create({
      consistency: reading.consistency ?? consistencyOf(this.#options.consistency, reading),
      relationshipFilter: filter,
    });
    const found = await this.#connection.collect({
      timeoutMs: this.#options.readTimeoutMs,
      idempotent: true,
      signal: reading.signal,
      open: ({ streams }, callOptions) => streams.readRelationships(request, callOptions),
    });
    return found
      .map(({ relationship }) => decodeTuple(relationship, this.#names))
      .filter((tuple) => tuple !== undefined);
  }
}

/** How stored tuples are read. */
export interface Reading extends RelationshipQuestionOptions {
  /** @defaultValue as the options of the engine and the question demand */
  readonly consistency?: v1.Consistency;
}

/** Which subjects to list, their kind taken apart. */
export interface SubjectListing extends ListSubjectsQuery {
  readonly filter: SubjectKind;
}

interface AskedQuestion {
  readonly resource: v1.ObjectReference;
  readonly permission: string;
  readonly subject: v1.SubjectReference;
  readonly context?: v1.PbStruct;
}

function question({ object, relation, subject, context }: CheckQuery): AskedQuestion {
  return {
    resource: encodeObject(object),
    permission: schemaName(relation),
    subject: encodeAskedSubject(subject),
    ...(context !== undefined && { context: encodeContext(context) }),
  };
}

function readSubject(entry: v1.LookupSubjectsResponse, { type, relation }: SubjectKind): string {
  const { subject, excludedSubjects } = entry;
  if (subject === undefined) throw unusableAnswer('a subject of a list');
  assertCertain(subject.permissionship);
  for (const excluded of excludedSubjects) assertCertain(excluded.permissionship);
  return `${type}:${decodeId(subject.subjectObjectId)}${relation === undefined ? '' : `#${relation}`}`;
}

/** The name of the state that an answer was given from. */
export function tokenOf(token: v1.ZedToken | undefined): string {
  if (token === undefined || token.token === '')
    throw unusableAnswer('an answer with the state that it is from');
  return token.token;
}
