import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the API answers is for one caller: no cache on the way or in the browser keeps it (RFC 9111, section 5.2.2.5). */
export function noStore(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
