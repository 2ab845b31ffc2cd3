import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as openRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { readKey, type PrivateJwk } from '@sample/shared';
import { importJWK, SignJWT } from 'jose';
import type { AuthServer } from './auth-server.js';

/** An answer with its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

async function toAnswer(response: Response): Promise<Answer> {
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body };
}

export async function getJson(server: AuthServer, path: string): Promise<Answer> {
  return toAnswer(await fetch(`${server.issuer}${path}`));
}

/** POSTs JSON as if from that address. */
export async function postJson(
  server: Pick<AuthServer, 'issuer'>,
  path: string,
  request: JsonRequest,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': request.address ?? '192.0.2.1' };
  return toAnswer(
    await fetch(`${server.issuer}${path}`, {
      method: 'POST',
      headers: { ...headers, ...request.headers },
      body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
    }),
  );
}

export interface JsonRequest {
  readonly body: unknown;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Signs in by name and password. */
export function login(server: AuthServer, guess: Guess): Promise<Answer> {
  const { email, password, address = '192.0.2.1' } = guess;
  return postJson(server, '/auth/login', { body: { email, password }, address });
}

export interface Guess {
  readonly email: string;
  readonly password: string;
  readonly address?: string;
}

export function refresh(server: Pick<AuthServer, 'issuer'>, token: unknown): Promise<Answer> {
  return postJson(server, '/auth/refresh', { body: { refresh_token: token } });
}

/** Uses a refresh token so many times at once, over a hundred connections. */
export async function refreshAtOnce(
  server: AuthServer,
  { token, times }: { readonly token: string; readonly times: number },
): Promise<Pick<Answer, 'status' | 'body'>[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const use = async (): Promise<Pick<Answer, 'status' | 'body'>> => {
    const headers = { 'content-type': 'application/json' };
    const outgoing = openRequest(`${server.issuer}/auth/refresh`, { method: 'POST', agent, headers });
    outgoing.end(JSON.stringify({ refresh_token: token }));
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, body: (await json(incoming)) as Answer['body'] };
  };
  try {
    return await Promise.all(Array.from({ length: times }, use));
  } finally {
    agent.destroy();
  }
}

/** A client assertion of a demo service; claims and key can be spoilt. */
export async function clientAssertion(server: AuthServer, changes: AssertionChanges = {}): Promise<string> {
  const clientId = changes.clientId ?? 'order-processor';
  const key = changes.key ?? (await readKey(server.environment.dataDir, clientId));
  return new SignJWT({ jti: randomUUID(), ...changes.claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(changes.audience ?? server.issuer)
    .setIssuedAt()
    .setExpirationTime(changes.expires ?? '60s')
    .sign(await importJWK(key, 'ES256'));
}

export interface AssertionChanges {
  readonly clientId?: string;
  readonly key?: PrivateJwk;
  readonly audience?: string;
  readonly expires?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Asks `/token` for a service's token; parameters can be added or repeated. */
export async function requestToken(server: AuthServer, request: TokenRequest = {}): Promise<Answer> {
  const assertion = request.assertion ?? (await clientAssertion(server));
  const form = new URLSearchParams([
    ['grant_type', 'client_credentials'],
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
    ['client_assertion', assertion],
    ...(request.parameters ?? []),
  ]);
  const response = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    body: form,
    ...(request.headers === undefined ? {} : { headers: request.headers }),
  });
  return toAnswer(response);
}

export interface TokenRequest {
  readonly assertion?: string;
  readonly parameters?: [string, string][];
  readonly headers?: Readonly<Record<string, string>>;
}
