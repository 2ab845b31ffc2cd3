import { v1 } from '@authzed/authzed-node';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { SpiceDbConnection } from './spicedb-connection.js';
import { complaintOf, statusCode } from './translate-failure.js';
import type { Schema } from './translate-schema.js';

/** Which schema, on which server. */
export interface SchemaRequest {
  readonly connection: SpiceDbConnection;
  readonly schema: Schema;
  readonly writeSchema: boolean;
  readonly timeoutMs: number;
}

/**
 * Gives the server the schema of the model, unless it has it. A server holds one schema, so it is one model's own.
 *
 * @throws {RelationshipError} `invalid_configuration` when the server refuses the schema, such as one without a relation
 * that tuples are stored of, or when it has another one and none may be written
 * @throws {DependencyUnavailableError} when the server gives no answer
 */
export async function provisionSchema(request: SchemaRequest): Promise<void> {
  if (await isCurrent(request)) return;
  if (!request.writeSchema) throw otherSchema();
  await writeSchema(request);
}

/** The marker tells what was written, the server whether somebody changed that since. */
async function isCurrent({ connection, schema, timeoutMs }: SchemaRequest): Promise<boolean> {
  const written = await connection.call(
    { timeoutMs, idempotent: true },
    async ({ schema: calls }, options) => {
      try {
        return (await calls.readSchema(v1.ReadSchemaRequest.create(), options)).schemaText;
      } catch (error) {
        if (statusCode(error) === 'NotFound') return '';
        throw error;
      }
    },
  );
  return written.includes(schema.marker) && (await isUnchanged({ connection, schema, timeoutMs }));
}

function isUnchanged({
  connection,
  schema,
  timeoutMs,
}: Omit<SchemaRequest, 'writeSchema'>): Promise<boolean> {
  const body = v1.DiffSchemaRequest.create({ comparisonSchema: schema.text });
  return connection.call({ timeoutMs, idempotent: true }, async ({ schema: calls }, options) => {
    // Where schemas cannot be compared, writing one again changes nothing.
    if (calls.diffSchema === undefined) return false;
    try {
      return (await calls.diffSchema(body, options)).diffs.length === 0;
    } catch (error) {
      if (statusCode(error) === 'Unimplemented') return false;
      throw error;
    }
  });
}

async function writeSchema({ connection, schema, timeoutMs }: SchemaRequest): Promise<void> {
  const body = v1.WriteSchemaRequest.create({ schema: schema.text });
  await connection.call({ timeoutMs, idempotent: true }, async ({ schema: calls }, options) => {
    try {
      await calls.writeSchema(body, options);
    } catch (error) {
      throw isRefusal(error) ? refusedSchema(error) : error;
    }
  });
}

function isRefusal(error: unknown): boolean {
  const code = statusCode(error);
  return code === 'InvalidArgument' || code === 'FailedPrecondition';
}

function refusedSchema(error: unknown): RelationshipError {
  const advice =
    'change the model so that SpiceDB can hold it, or migrate the tuples that are stored under the old one first';
  return new RelationshipError(
    'invalid_configuration',
    `spicedb(): the server refuses the schema of the model: ${complaintOf(error)}; ${advice}`,
  );
}

function otherSchema(): RelationshipError {
  const message =
    'spicedb(): the server does not have the schema of the model, and "writeSchema" is false; write it first';
  return new RelationshipError('invalid_configuration', message);
}
