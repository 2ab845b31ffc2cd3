import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';

/** A way in which an authorization server fails. */
export interface IssuerFault {
  readonly name: string;
  /**
   * Lets it fail from now on. Whatever is sent holds the right documents, so that whoever trusts it lets somebody in.
   *
   * @returns what stands beside the issuer until the fault is over
   */
  begin(issuer: TokenIssuer): Promise<AsyncDisposable | undefined>;
}

/** The documents of an issuer that is well. */
interface Documents {
  readonly metadata: string;
  readonly jwks: string;
}

const HANG_MS = 30_000;
/** More than the 64 KiB that a document may have. */
const PADDING = ' '.repeat(70_000);
const JSON_TYPE = { 'content-type': 'application/json' };

/** Every way that is to be survived. */
export const ISSUER_FAULTS: readonly IssuerFault[] = [
  {
    name: 'is down',
    begin: async (issuer) => {
      await issuer.close();
      return undefined;
    },
  },
  answering(`hangs for ${HANG_MS / 1_000} s`, (response, body) => {
    const late = sleep(HANG_MS, undefined, { ref: false });
    void late.then(() => response.writeHead(200, JSON_TYPE).end(body));
  }),
  answering('answers 500', (response, body) => {
    response.writeHead(500, JSON_TYPE).end(body);
  }),
  answering('answers garbage', (response, body) => {
    response.writeHead(200, JSON_TYPE).end(`\u0000${body}`);
  }),
  answering('answers too much', (response, body) => {
    response.writeHead(200, JSON_TYPE).end(body + PADDING);
  }),
  answering('answers HTML', (response, body) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(body);
  }),
  { name: 'redirects elsewhere', begin: redirect },
];

function answering(name: string, answer: (response: ServerResponse, body: string) => void): IssuerFault {
  const begin = async (issuer: TokenIssuer): Promise<undefined> => {
    const { metadata, jwks } = await documentsOf(issuer);
    issuer.answerWith((response, document) => answer(response, document === 'jwks' ? jwks : metadata));
  };
  return { name, begin };
}

/** To another origin, which serves what the issuer itself would. */
async function redirect(issuer: TokenIssuer): Promise<AsyncDisposable> {
  const { metadata, jwks } = await documentsOf(issuer);
  const elsewhere = await createTokenIssuer();
  elsewhere.answerWith((response, document) => {
    response.writeHead(200, JSON_TYPE).end(document === 'jwks' ? jwks : metadata);
  });
  issuer.answerWith((response, document) => {
    const path = document === 'jwks' ? '/jwks' : '/.well-known/oauth-authorization-server';
    response.writeHead(302, { location: `${elsewhere.issuer}${path}` }).end();
  });
  return elsewhere;
}

async function documentsOf({ issuer }: TokenIssuer): Promise<Documents> {
  const read = async (path: string): Promise<string> => (await fetch(`${issuer}${path}`)).text();
  return {
    metadata: await read('/.well-known/oauth-authorization-server'),
    jwks: await read('/jwks'),
  };
}
