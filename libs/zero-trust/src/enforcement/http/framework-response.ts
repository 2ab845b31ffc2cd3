import type { ServerResponse } from 'node:http';

/** A response of Express, or a reply of Fastify around the one of Node. */
export type FrameworkResponse = ServerResponse | { readonly raw: ServerResponse };

/** Node's own response. */
export function rawResponseOf(response: FrameworkResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}
