/** The HTTP client that issuer metadata and keys are fetched with: `fetch`, or something that behaves like it. */
export type HttpFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Injection token of the {@link HttpFetch} port. */
export const HttpFetch = Symbol('HttpFetch');
