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
}

/**
 * Fetches a JSON document: status 200, a JSON media type, at most {@link MAX_DOCUMENT_BYTES}. Redirects are answers like
 * any other: never followed.
 *
 * @throws UnusableAnswerError if the answer is something else; network errors pass through
 */
export async function fetchJson({ fetch, url, signal }: DocumentRequest): Promise<unknown> {
  const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/json' } });
  const fault = faultOf(response);
  if (fault !== undefined) {
    await response.body?.cancel();
    throw new UnusableAnswerError(`${url} answered ${fault}`, response.status >= 500);
  }
  return parse(url, await readBounded(url, response));
}

function faultOf(response: Response): string | undefined {
  if (response.status !== 200) return `with status ${response.status}`;
  const mediaType = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^application\/(?:[\w.-]+\+)?json$/u.test(mediaType) ? undefined : 'with something that is not JSON';
}

async function readBounded(url: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_DOCUMENT_BYTES)
      throw new UnusableAnswerError(`${url} answered with more than ${MAX_DOCUMENT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswerError(`${url} answered with malformed JSON`);
  }
}
