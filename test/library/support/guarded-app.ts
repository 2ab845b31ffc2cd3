import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplication, Provider, Type } from '@nestjs/common';
import { VersioningType } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { embeddedRelationships, ZeroTrustModule, type AuditRecord, type ZeroTrustOptions } from 'nestjs-zero-trust';
import { createTokenIssuer, memoryAuditSink, type TokenIssuer } from 'nestjs-zero-trust/testing';

/** Both platforms that Nest ships an adapter for. */
export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The model of the library's own tests. */
export const MODEL = `
model
  schema 1.1
type user
type organization
  relations
    define admin: [user]
    define member: [user] or admin
type order
  relations
    define organization: [organization]
    define editor: admin from organization
    define viewer: member from organization
`;

/** Alice administers acme, Bob is a member of it, Carol is of globex. */
const TUPLES = [
  'organization:acme#admin@user:alice',
  'organization:acme#member@user:bob',
  'organization:globex#admin@user:carol',
  'order:1#organization@organization:acme',
  'order:2#organization@organization:globex',
];

export interface GuardedAppOptions {
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly platform?: Platform;
  readonly options?: Partial<ZeroTrustOptions>;
  /** Called before the application starts. */
  readonly configure?: (app: INestApplication) => void;
}

/** An application under test, its issuer and its audit records. */
export interface GuardedApp extends AsyncDisposable {
  readonly app: INestApplication;
  readonly issuer: TokenIssuer;
  readonly url: string;
  readonly records: readonly AuditRecord[];
  /** Sends a request; `as` is the subject of a token, or nothing for no token. */
  request(method: string, path: string, init?: RequestOptions): Promise<Response>;
  /** The record of the latest request, once it is there. */
  lastRecord(): Promise<AuditRecord>;
}

export interface RequestOptions {
  readonly as?: string;
  readonly scope?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
}

/** Starts an application with the module over real HTTP on a free port. */
export async function startGuardedApp(init: GuardedAppOptions): Promise<GuardedApp> {
  const issuer = await createTokenIssuer();
  try {
    return await listen(init, issuer);
  } catch (error) {
    await issuer[Symbol.asyncDispose]();
    throw error;
  }
}

async function listen(init: GuardedAppOptions, issuer: TokenIssuer): Promise<GuardedApp> {
  const sink = memoryAuditSink();
  const testing = await Test.createTestingModule({
    imports: [
      ...(init.imports ?? []),
      ZeroTrustModule.forRoot({
        identity: { issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] },
        relationships: embeddedRelationships({ model: MODEL, tuples: TUPLES }),
        audit: { sink },
        ...init.options,
      }),
    ],
    controllers: [...init.controllers],
    providers: [...(init.providers ?? [])],
  }).compile();
  const adapter = init.platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = testing.createNestApplication(adapter, { logger: ["error","warn"] });
  app.enableVersioning({ type: VersioningType.URI });
  init.configure?.(app);
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    issuer,
    url,
    records: sink.records,
    request: (method, path, options = {}) => send({ issuer, url: `${url}${path}`, method }, options),
    lastRecord: () => awaitRecord(sink.records),
    async [Symbol.asyncDispose]() {
      await app.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}

interface Target {
  readonly issuer: TokenIssuer;
  readonly url: string;
  readonly method: string;
}

function send({ issuer, url, method }: Target, options: RequestOptions): Promise<Response> {
  const { as, scope, claims, json, body } = options;
  const headers = new Headers(options.headers);
  if (as !== undefined) headers.set('authorization', `Bearer ${issuer.token({ sub: as, scope, claims })}`);
  if (json !== undefined) headers.set('content-type', 'application/json');
  return fetch(url, { method, headers, body: json === undefined ? body : JSON.stringify(json), redirect: 'manual' });
}

/** A record is written when the answer is out, which the client may learn a moment earlier. */
async function awaitRecord(records: readonly AuditRecord[]): Promise<AuditRecord> {
  const before = records.length;
  const deadline = Date.now() + 2_000;
  while (records.length === 0 || (records.length === before && Date.now() < deadline - 1_950)) {
    if (Date.now() > deadline) throw new Error('No audit record was written.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return records.at(-1) as AuditRecord;
}
