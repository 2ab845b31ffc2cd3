import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableFile, type HttpServer } from '@nestjs/common';

type Reply = HttpServer['reply'];

/** What of an Express application decides how a body is written. */
interface ExpressApplication {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly response: object;
}

type ExpressResponse = ServerResponse & { readonly req: IncomingMessage };

/**
 * A reply that writes plain JSON as Express does, byte for byte, without the layers between `res.json()` and the socket,
 * which cost more than all checks of a request together. Whatever is out of the ordinary goes the usual way: other
 * bodies and statuses, HEAD, conditional requests, settings, and responses whose methods somebody has replaced.
 */
export function replyJson(adapter: HttpServer): Reply {
  const usual: Reply = adapter.reply.bind(adapter);
  const application = adapter.getInstance() as ExpressApplication;
  return (response: ExpressResponse, body: unknown, statusCode?: number): unknown => {
    const status = statusCode ?? response.statusCode;
    const text =
      isPlain(body) && isOrdinary(response, { status, application }) ? JSON.stringify(body) : undefined;
    if (text === undefined) return usual(response, body, statusCode) as unknown;
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    const length = Buffer.byteLength(text);
    response.setHeader('Content-Length', length);
    if (application.settings['etag'] !== 'weak') return response.end(text);
    if (!response.hasHeader('ETag')) response.setHeader('ETag', weakTag(text, length));
    // As many bytes as characters: all of it is ASCII, which Node copies faster as Latin-1. With an entity tag Express sends
    // bytes, before which Node writes the header as Latin-1 too.
    return length === text.length ? response.end(text, 'latin1') : response.end(text);
  };
}

/** What Nest would hand to `res.json()`, and nothing that it treats in a way of its own. */
function isPlain(body: unknown): body is object {
  return (
    typeof body === 'object' && body !== null && !(body instanceof StreamableFile) && !(body instanceof Error)
  );
}

interface ReplyConditions {
  readonly status: number;
  readonly application: ExpressApplication;
}

function isOrdinary(response: ExpressResponse, { status, application }: ReplyConditions): boolean {
  const { method, headers } = response.req;
  const { settings } = application;
  return (
    status >= 200 &&
    status < 300 &&
    status !== 204 &&
    status !== 205 &&
    method !== 'HEAD' &&
    headers['if-none-match'] === undefined &&
    headers['if-modified-since'] === undefined &&
    (settings['etag'] === 'weak' || settings['etag'] === false) &&
    settings['json escape'] === undefined &&
    settings['json replacer'] === undefined &&
    settings['json spaces'] === undefined &&
    !response.headersSent &&
    !response.hasHeader('Content-Type') &&
    !isReplaced(response) &&
    !isReplaced(application.response)
  );
}

/** Middleware and instrumentation put functions of their own in the place of Express's. */
function isReplaced(response: object): boolean {
  return Object.hasOwn(response, 'json') || Object.hasOwn(response, 'send');
}

/** The weak entity tag of the package `etag`, which Express uses: length in hex, SHA-1 in base64, cut. */
function weakTag(text: string, length: number): string {
  return `W/"${length.toString(16)}-${hash('sha1', text, 'base64').slice(0, 27)}"`;
}
