import type { v1 } from '@authzed/authzed-node';

/** What every call carries. */
export interface CallOptions {
  /** Epoch milliseconds. */
  readonly deadline: number;
}

type Unary<Request, Response> = (request: Request, options: CallOptions) => Promise<Response>;
type Streaming<Request, Response> = (request: Request, options: CallOptions) => ResponseStream<Response>;

/** The messages of an answer, as they come. */
export interface ResponseStream<Response> extends AsyncIterable<Response> {
  /** Ends the call, whose iteration then fails. */
  cancel(): void;
}

/** The calls that need one answer. */
export interface SpiceDbUnaryCalls {
  readonly checkPermission: Unary<v1.CheckPermissionRequest, v1.CheckPermissionResponse>;
  readonly checkBulkPermissions: Unary<v1.CheckBulkPermissionsRequest, v1.CheckBulkPermissionsResponse>;
  readonly writeRelationships: Unary<v1.WriteRelationshipsRequest, v1.WriteRelationshipsResponse>;
}

/** The calls that are answered by a stream. */
export interface SpiceDbStreamCalls {
  readonly lookupResources: Streaming<v1.LookupResourcesRequest, v1.LookupResourcesResponse>;
  readonly lookupSubjects: Streaming<v1.LookupSubjectsRequest, v1.LookupSubjectsResponse>;
  readonly readRelationships: Streaming<v1.ReadRelationshipsRequest, v1.ReadRelationshipsResponse>;
}

/** The calls that are about the schema. */
export interface SpiceDbSchemaCalls {
  readonly readSchema: Unary<v1.ReadSchemaRequest, v1.ReadSchemaResponse>;
  readonly writeSchema: Unary<v1.WriteSchemaRequest, v1.WriteSchemaResponse>;
  /** The client of an embedded SpiceDB has none. */
  readonly diffSchema?: Unary<v1.DiffSchemaRequest, v1.DiffSchemaResponse>;
}

/**
 * Clients of `@authzed/authzed-node` to use instead of a connection of the adapter's own. `permissions` and `schema` may
 * be one client; those of an embedded SpiceDB are two.
 */
export interface SpiceDbClients {
  readonly permissions: v1.ZedClientInterface;
  readonly schema: v1.ZedClientInterface;
}

/** The calls of both clients, as this adapter makes them. */
export interface SpiceDbCalls {
  readonly permissions: SpiceDbUnaryCalls;
  readonly streams: SpiceDbStreamCalls;
  readonly schema: SpiceDbSchemaCalls;
}

/**
 * The client's own types name metadata before options and know no options for streams; both are optional when it is
 * called, and the classes that its types ask for are not exported.
 */
export function callsOf({ permissions, schema }: SpiceDbClients): SpiceDbCalls {
  return {
    permissions: permissions.promises as unknown as SpiceDbUnaryCalls,
    streams: permissions,
    schema: schema.promises as unknown as SpiceDbSchemaCalls,
  };
}
