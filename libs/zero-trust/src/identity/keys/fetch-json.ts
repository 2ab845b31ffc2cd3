import { readJsonObject, type JsonObject } from '../token/strict-json.js';
import type { HttpFetch } from './http-fetch.port.js';

/** Longest document of an issuer that is read, in bytes after decompression. */
export const MAX_DOCUMENT_BYTES = 64 * 1024;

/** An answer came, but not the document that was asked for. */
export class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError';

  constructor(
    message: string,
    /** True if the server is in trouble (5xx), so that asking it elsewhere is pointless. */
    readonly serverFailed = false,
  ) {
    super(message);
  }
}

/** Where a document is, and what to fetch it with. */
export interface DocumentRequest {
  readonly fetch: HttpFetch;
  readonly url: string;
  readonly signal: AbortSignal;
  /** A form to post; without one the document is got. */
  readonly form?: URLSearchParams;
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Fetches a JSON object: status 200, a JSON media type, at most {@link MAX_DOCUMENT_BYTES}. Redirects are answers like
 * any other: never followed.
 *
 * @throws UnusableAnswerError if the answer is something else; network errors pass through
 */
export async function fetchJson({ fetch, url, ...request }: DocumentRequest): Promise<JsonObject> {
  const response = await fetch(url, requestInit(request));
  const fault = faultOf(response);
  if (fault !== undefined) {
    await response.body?.cancel();
    throw new UnusableAnswerError(`${url} answered ${fault}`, response.status >= 500);
  }
  const document = readJsonObject(await readBounded(url, response));
  if (typeof document === 'string')
    throw new UnusableAnswerError(`${url} answered with something that ${document}`);
  return document;
}

function requestInit({ signal, form, headers }: Omit<DocumentRequest, 'fetch' | 'url'>): RequestInit {
  const init: RequestInit = {
    redirect: 'manual',
    signal,
    headers: { accept: 'application/json', ...headers },
  };
  return form === undefined ? init : { ...init, method: 'POST', body: form };
}

function faultOf(response: Response): string | undefined {
  if (response.status !== 200) return `with status ${response.status}`;
  const mediaType = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^application\/(?:[\w.-]+\+)?json$/u.test(mediaType) ? undefined : 'with something that is not JSON';
}

async function readBounded(url: string, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_DOCUMENT_BYTES)
      throw new UnusableAnswerError(`${url} answered with more than ${MAX_DOCUMENT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
