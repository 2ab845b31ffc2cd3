import { MAX_DOCUMENT_BYTES, UnusableAnswerError } from '../keys/fetch-json.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';

/** `fetch` for an authorization server: whatever it answers, at most {@link MAX_DOCUMENT_BYTES} of it are read. */
export function boundedFetch(fetch: HttpFetch): HttpFetch {
  return async (url, init) => {
    const { body, status, headers } = await fetch(url, init);
    const bytes = body === null ? null : await readBounded(body);
    return new Response(bytes === null || bytes.length === 0 ? null : bytes, { status, headers });
  };
}

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_DOCUMENT_BYTES)
      throw new UnusableAnswerError(`the answer has more than ${MAX_DOCUMENT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
