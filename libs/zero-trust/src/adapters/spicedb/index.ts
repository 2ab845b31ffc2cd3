export type { SpiceDbClients } from './spicedb-client.js';
export { SpiceDbRelationshipEngine } from './spicedb-engine.js';
export type { SpiceDbOptions } from './spicedb.options.js';
export { spicedb } from './spicedb.js';
