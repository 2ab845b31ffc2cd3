import type { Server } from 'node:http';

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/**
 * Ends connections that send their request too slowly: the header within 10 s, all of it within 30 s. Node would wait for
 * 60 s and 300 s, which lets a few slow senders hold many connections.
 */
export function boundRequestTimes(server: Server): void {
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
}
