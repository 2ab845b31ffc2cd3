import { send, type Answer, type RequestHeaders } from './http-client.js';

/** Whom a {@link Caller} calls, with which credentials. */
export interface CallerOptions {
  readonly address: string;
  /** Every `Authorization` header, in order. */
  readonly authorization: readonly string[];
  readonly headers?: RequestHeaders;
}

/** Sends requests with one credential. */
export class Caller {
  constructor(private readonly options: CallerOptions) {}

  /** The same caller from another network address. */
  from(sourceAddress: string): Caller {
    return this.withHeaders({ 'x-forwarded-for': sourceAddress });
  }

  /** The same caller with further headers. */
  withHeaders(headers: RequestHeaders): Caller {
    return new Caller({ ...this.options, headers: { ...this.options.headers, ...headers } });
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.sendJson({ method: 'POST', path, body });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.sendJson({ method: 'PATCH', path, body });
  }

  /** Sends a JSON body; none where it is `undefined`. */
  sendJson({ method, path, body }: JsonRequest): Promise<Answer> {
    if (body === undefined) return this.send(method, path);
    return this.withHeaders({ 'content-type': 'application/json' }).sendText({
      method,
      path,
      text: JSON.stringify(body),
    });
  }

  /** Sends a body as it is. */
  sendText({ method, path, text }: TextRequest): Promise<Answer> {
    return send({ address: this.options.address, method, path, headers: this.headers(), body: text });
  }

  private send(method: string, path: string): Promise<Answer> {
    return send({ address: this.options.address, method, path, headers: this.headers() });
  }

  private headers(): RequestHeaders {
    const { authorization, headers } = this.options;
    return authorization.length === 0 ? { ...headers } : { ...headers, authorization: authorization };
  }
}

/** A request with a JSON body. */
export interface JsonRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A request with any body. */
export interface TextRequest {
  readonly method: string;
  readonly path: string;
  readonly text: string;
}
