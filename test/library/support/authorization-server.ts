import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { generatePrivateJwk } from '@sample/shared';
import { calculateJwkThumbprint, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { ServiceTokenClientOptions } from 'nestjs-zero-trust';
import type { TokenIssuer } from 'nestjs-zero-trust/testing';
import { listenOnLoopback } from './open-api.js';

/** A request that the token endpoint was asked. */
export interface TokenQuestion {
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
  /** `x5t#S256` of the certificate of the connection. */
  readonly certificate: string | undefined;
}

/** Answers in place of the token endpoint. */
export type TokenAnswer = (response: ServerResponse, question: TokenQuestion) => unknown;

export interface AuthorizationServerInit {
  /** Mints the tokens; without one they are mere numbers. */
  readonly tokens?: TokenIssuer;
  readonly expiresInSeconds?: number;
  /** Asks for a nonce in every first proof. */
  readonly wantsNonce?: boolean;
  /** Members of the metadata, beside or instead of the usual ones. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly tls?: ServerOptions;
  /** @defaultValue the machine's clock */
  readonly now?: () => number;
}

/** A token endpoint on a loopback port: it verifies assertions, counts, and misbehaves if it is told so. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly url: string;
  readonly questions: readonly TokenQuestion[];
  readonly metadataFetches: number;
  answerWith(answer?: TokenAnswer): void;
}

export const CLIENT_ID = 'shipping';
/** The key of the one client that the server knows. */
export const CLIENT_KEY = await generatePrivateJwk();
export const API = 'https://api.test.example';

/** Options of a client of `server` that calls `origin`. */
export function clientOptions(
  server: Pick<AuthorizationServer, 'url'>,
  origin = 'https://api.test.example',
): ServiceTokenClientOptions {
  const targets = [{ origin, resource: API, scopes: ['orders:read'] }];
  return { issuer: server.url, clientId: CLIENT_ID, privateKey: CLIENT_KEY, targets };
}

export async function startAuthorizationServer(
  init: AuthorizationServerInit = {},
): Promise<AuthorizationServer> {
  const questions: TokenQuestion[] = [];
  let metadataFetches = 0;
  let answer: TokenAnswer | undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url !== '/token') {
      metadataFetches += 1;
      return send(response, 200, { issuer: url, token_endpoint: `${url}/token`, ...init.metadata });
    }
    const form = new URLSearchParams(await text(request));
    const question = { headers: request.headers, form, certificate: thumbprintOf(request) };
    questions.push(question);
    if (answer !== undefined) return void answer(response, question);
    return respond({ init, url, number: questions.length }, response, question);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response);
  const server = init.tls === undefined ? createServer(listener) : createTlsServer(init.tls, listener);
  const scheme = init.tls === undefined ? 'http' : 'https';
  const { authority, close } = await listenOnLoopback(server);
  const url = `${scheme}://${authority}`;
  return {
    url,
    questions,
    get metadataFetches() {
      return metadataFetches;
    },
    answerWith: (given) => {
      answer = given;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Answers with JSON, as the token endpoint does. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface Served {
  readonly init: AuthorizationServerInit;
  readonly url: string;
  readonly number: number;
}

async function respond({ init, url, number }: Served, response: ServerResponse, question: TokenQuestion) {
  const { form, headers, certificate } = question;
  if (!(await isAuthentic(question, { url, now: init.now ?? Date.now })))
    return send(response, 401, { error: 'invalid_client' });
  const proof = headers['dpop'] as string | undefined;
  if (proof !== undefined && init.wantsNonce === true && decodeJwt(proof)['nonce'] !== 'nonce-of-as') {
    response.setHeader('dpop-nonce', 'nonce-of-as');
    return send(response, 400, { error: 'use_dpop_nonce' });
  }
  const cnf = {
    ...(proof === undefined
      ? {}
      : { jkt: await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {}) }),
    ...(certificate === undefined ? {} : { 'x5t#S256': certificate }),
  };
  return send(response, 200, {
    access_token: mint(init, { form, cnf, number }),
    token_type: proof === undefined ? 'Bearer' : 'DPoP',
    expires_in: init.expiresInSeconds ?? 300,
  });
}

interface Minting {
  readonly form: URLSearchParams;
  readonly cnf: Readonly<Record<string, string>>;
  readonly number: number;
}

function mint({ tokens, expiresInSeconds }: AuthorizationServerInit, { form, cnf, number }: Minting): string {
  const subjectToken = form.get('subject_token');
  return (
    tokens?.token({
      sub: subjectToken === null ? CLIENT_ID : String(decodeJwt(subjectToken).sub),
      scope: form.get('scope') ?? undefined,
      lifetimeSeconds: expiresInSeconds,
      claims: {
        client_id: CLIENT_ID,
        ...(Object.keys(cnf).length === 0 ? {} : { cnf }),
        ...(subjectToken === null ? {} : { act: { sub: CLIENT_ID } }),
      },
    }) ?? `token-${number}`
  );
}

/** An assertion by the client's key and for this server, or a certificate (RFC 7523 §3, RFC 8705 §2). */
async function isAuthentic(
  { form, certificate }: TokenQuestion,
  { url, now }: { readonly url: string; readonly now: () => number },
): Promise<boolean> {
  const assertion = form.get('client_assertion');
  if (assertion === null) return certificate !== undefined && form.get('client_id') === CLIENT_ID;
  const { d: _d, ...publicKey } = CLIENT_KEY;
  const currentDate = new Date(now());
  const rules = { issuer: CLIENT_ID, subject: CLIENT_ID, audience: url, maxTokenAge: 60, currentDate };
  const verified = jwtVerify(assertion, createLocalJWKSet({ keys: [publicKey] }), rules);
  return verified.then(
    () => true,
    () => false,
  );
}

function thumbprintOf({ socket }: IncomingMessage): string | undefined {
  const { raw } = (socket as Partial<TLSSocket>).getPeerX509Certificate?.() ?? {};
  if (raw === undefined) return undefined;
  return createHash('sha256').update(raw).digest('base64url');
}
