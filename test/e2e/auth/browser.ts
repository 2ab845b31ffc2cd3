import { createHash, randomBytes } from 'node:crypto';
import { demoPassword } from '@sample/shared';
import type { Answer } from './auth-requests.js';
import type { AuthServer } from './auth-server.js';

export const REDIRECT_URI = 'http://127.0.0.1:51234/callback';

/** What a browser got. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where the last answer leads, if it leads away from the server. */
  readonly location: URL | undefined;
  readonly path: string;
}

/** A browser: keeps cookies, follows redirects within the server, runs no script. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(
    private readonly server: AuthServer,
    private readonly address = '192.0.2.200',
  ) {}

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  open(path: string): Promise<Page> {
    return this.#send(path, { method: 'GET' });
  }

  submit(path: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #send(path: string, init: RequestInit, redirects = 0): Promise<Page> {
    if (redirects > 10) throw new Error(`The server redirects without end: ${path}`);
    const headers = { cookie: this.cookies, accept: 'text/html', 'x-forwarded-for': this.address };
    const url = new URL(path, this.server.issuer);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.#keep(response.headers.getSetCookie());
    const target = response.headers.get('location');
    const location = target === null ? undefined : new URL(target, url);
    if (location?.origin === new URL(this.server.issuer).origin)
      return this.#send(`${location.pathname}${location.search}`, { method: 'GET' }, redirects + 1);
    return {
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      location,
      path: url.pathname,
    };
  }

  #keep(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** The secret of PKCE (RFC 7636) and its challenge. */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Path and query of an authorization request; `undefined` leaves a parameter out. */
export function authorizePath(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = {
    client_id: 'orders-app',
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid orders:read orders:write',
    state: 'state-1',
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/authorize?${new URLSearchParams(given).toString()}`;
}

/** Signs a demo person in and returns the code. */
export async function codeFor(server: AuthServer, request: CodeRequest): Promise<string> {
  const browser = request.browser ?? new Browser(server);
  const page = await browser.open(authorizePath({ code_challenge: request.challenge, ...request.changes }));
  const done = await browser.submit(page.path, {
    email: `${request.name}@example.com`,
    password: demoPassword(request.name),
  });
  const code = done.location?.searchParams.get('code');
  if (typeof code !== 'string') throw new Error(`no code: ${done.status} ${done.html}`);
  return code;
}

export interface CodeRequest {
  readonly name: string;
  readonly challenge: string;
  readonly browser?: Browser;
  readonly changes?: Readonly<Record<string, string | undefined>>;
}

/** POSTs a form to an endpoint of OAuth. */
export async function postForm(
  server: Pick<AuthServer, 'issuer'>,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${server.issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Answer['body']);
  return { status: response.status, headers: response.headers, body };
}

/** Exchanges a code for tokens, as the application does. */
export function exchangeCode(
  server: Pick<AuthServer, 'issuer'>,
  { code, verifier }: { readonly code: string; readonly verifier: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = {
    grant_type: 'authorization_code',
    client_id: 'orders-app',
    redirect_uri: REDIRECT_URI,
    code,
    code_verifier: verifier,
  };
  return postForm(server, '/token', form, headers);
}

/** Signs a demo person in and returns what the application gets. */
export async function tokensFor(server: AuthServer, name: string): Promise<Answer['body']> {
  const { verifier, challenge } = pkce();
  const code = await codeFor(server, { name, challenge });
  return (await exchangeCode(server, { code, verifier })).body;
}
