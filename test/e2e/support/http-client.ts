import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** Headers by name; an array is sent as one line each. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A request that is sent exactly as written: unlike `fetch`, nothing normalises its path. */
export interface HttpRequest {
  /** Base address, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  readonly method: string;
  /** Path and query as they go on the wire. */
  readonly path: string;
  readonly headers?: RequestHeaders;
  readonly body?: string;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; `{}` where it is empty, or CSV. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Longer than the longest wait that is declared: 5 s for a connection to the database, then 5 s for a statement. */
const DEADLINE_MS = 20_000;

/** Sends a request; connections are kept and used again. */
export async function send({ address, method, path, headers = {}, body }: HttpRequest): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const outgoing = request({ hostname, port, method, path, signal });
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  // Node sends a body of GET and DELETE without its length, which would be read as a second request.
  if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers: received } = incoming;
  const content = await text(incoming);
  return { status, headers: received, text: content, body: parse(content, received) };
}

function parse(content: string, headers: IncomingHttpHeaders): Readonly<Record<string, unknown>> {
  const isCsv = headers['content-type']?.startsWith('text/csv') === true;
  return content === '' || isCsv ? {} : (JSON.parse(content) as Readonly<Record<string, unknown>>);
}
