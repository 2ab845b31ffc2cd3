import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the in-process issuer publishes. */
export type IssuerDocument = 'jwks' | 'metadata';

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
  '/jwks': 'jwks',
};

/** Starts the server; `jwks` is asked for the key set on each request. */
export async function startTokenIssuerServer(jwks: () => unknown): Promise<TokenIssuerServer> {
  const fetches = { jwks: 0, metadata: 0 };
  let special: IssuerAnswer | undefined;
  const server = createServer((request, response) => {
    const document = PATHS[request.url ?? ''];
    if (document === undefined) return sendJson(response, { status: 404, body: {} });
    fetches[document] += 1;
    if (special !== undefined) return special(response, document);
    return sendJson(response, { status: 200, body: document === 'jwks' ? jwks() : metadata(url) });
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

function metadata(url: string): unknown {
  return {
    issuer: url,
    jwks_uri: `${url}/jwks`,
    token_endpoint: `${url}/token`,
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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
