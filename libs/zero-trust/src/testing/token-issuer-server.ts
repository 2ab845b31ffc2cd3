import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IntrospectionRequest } from './issued-tokens.js';

/** What the in-process issuer publishes. */
export type IssuerDocument = 'introspection' | 'jwks' | 'metadata';

/** Answers a request in place of the issuer; an answer that never ends is a server that hangs. */
export type IssuerAnswer = (response: ServerResponse, document: IssuerDocument) => void;

/** The issuer's HTTP server on a loopback port of its own. */
export interface TokenIssuerServer {
  readonly url: string;
  /** Requests so far for each document. */
  readonly fetches: Readonly<Record<IssuerDocument, number>>;
  /** Answers everything from now on; without an argument the issuer is itself again. */
  answerWith(answer?: IssuerAnswer): void;
  close(): Promise<void>;
}

const PATHS: Readonly<Record<string, IssuerDocument>> = {
  '/.well-known/oauth-authorization-server': 'metadata',
  '/introspect': 'introspection',
  '/jwks': 'jwks',
};

/** What the server asks for on each request. */
export interface IssuerAnswers {
  readonly jwks: () => unknown;
  readonly introspect: (question: IntrospectionRequest) => unknown;
}

/** Starts the server. */
export async function startTokenIssuerServer(answers: IssuerAnswers): Promise<TokenIssuerServer> {
  const fetches = { introspection: 0, jwks: 0, metadata: 0 };
  let special: IssuerAnswer | undefined;
  const server = createServer((request, response) => {
    const document = PATHS[request.url ?? ''];
    if (document === undefined) return sendJson(response, { status: 404, body: {} });
    fetches[document] += 1;
    if (special !== undefined) return special(response, document);
    if (document === 'introspection') return void introspect({ request, response, answers });
    return sendJson(response, { status: 200, body: document === 'jwks' ? answers.jwks() : metadata(url) });
  });
  const url = await listen(server);
  return {
    url,
    fetches,
    answerWith: (answer) => {
      special = answer;
    },
    close: () => close(server),
  };
}

interface Introspection {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answers: IssuerAnswers;
}

async function introspect({ request, response, answers }: Introspection): Promise<void> {
  const form = new URLSearchParams(await text(request));
  sendJson(response, { status: 200, body: answers.introspect({ headers: request.headers, form }) });
}

function metadata(url: string): unknown {
  return {
    issuer: url,
    jwks_uri: `${url}/jwks`,
    token_endpoint: `${url}/token`,
    introspection_endpoint: `${url}/introspect`,
    response_types_supported: ['code'],
  };
}

function sendJson(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  // A test that forgets close() ends all the same.
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
