import { request, type IncomingHttpHeaders } from 'node:http';
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
  /** The body as JSON; `undefined` where it is empty. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const DEADLINE_MS = 10_000;

/** Sends a request on a connection of its own. */
export async function send({ address, method, path, headers = {}, body }: HttpRequest): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const outgoing = request({ hostname, port, method, path, agent: false, signal });
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  // Node sends a body of GET and DELETE without its length, which would be read as a second request.
  if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
  const answered = new Promise<Answer>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const { statusCode = 0, headers: received } = incoming;
      text(incoming).then((content) => {
        resolve({ status: statusCode, headers: received, text: content, body: parse(content) });
      }, reject);
    });
  });
  outgoing.end(body);
  return answered;
}

function parse(content: string): Readonly<Record<string, unknown>> | undefined {
  return content === '' ? undefined : (JSON.parse(content) as Readonly<Record<string, unknown>>);
}
