import type { AddressInfo } from 'node:net';
import {
  VersioningType,
  type DynamicModule,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  embeddedRelationships,
  ZeroTrustModule,
  type AuditRecord,
  type Clock,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import {
  createTokenIssuer,
  memoryAuditSink,
  type MemoryAuditSink,
  type TokenIssuer,
} from 'nestjs-zero-trust/testing';
import { awaitRecords } from './await-records.js';
import { MODEL, TUPLES } from './model.js';

/** Both platforms that Nest ships an adapter for. */
export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface GuardedAppOptions {
  readonly controllers: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly platform?: Platform;
  /** @defaultValue a new one of the platform */
  readonly adapter?: AbstractHttpAdapter;
  /** Handlers need not say what they return, unless `fields` says otherwise. */
  readonly options?: Partial<ZeroTrustOptions>;
  /** Beside the issuer under test. */
  readonly identity?: Partial<ZeroTrustOptions['identity']>;
  /** The time, for the application and for the issuer of its tokens. */
  readonly clock?: Clock;
  /** Called before the application starts. */
  readonly configure?: (app: INestApplication) => void;
  /** Replaces providers, as `@nestjs/testing` does. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** An application under test, its issuer and its audit records. */
export interface GuardedApp extends AsyncDisposable {
  readonly app: INestApplication;
  readonly issuer: TokenIssuer;
  readonly sink: MemoryAuditSink;
  readonly url: string;
  readonly records: readonly AuditRecord[];
  /** Sends a request; `as` is the subject of a token, or nothing for no token. */
  request(method: string, path: string, init?: RequestOptions): Promise<Response>;
  /** All records, once there are `count` and no more to come. */
  recorded(count: number): Promise<readonly AuditRecord[]>;
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
  const issuer = await createTokenIssuer({ clock: init.clock });
  try {
    return await start(init, issuer);
  } catch (error) {
    await issuer.close();
    throw error;
  }
}

async function start(init: GuardedAppOptions, issuer: TokenIssuer): Promise<GuardedApp> {
  const sink = memoryAuditSink();
  const zeroTrust = ZeroTrustModule.forRoot({
    identity: { issuers: [{ issuer: issuer.issuer, audience: issuer.audience }], ...init.identity },
    relationships: embeddedRelationships({ model: MODEL, tuples: TUPLES }),
    audit: { sink },
    fields: { undeclared: 'pass' },
    clock: init.clock,
    ...init.options,
  });
  const app = await createApp({ ...init, imports: [...(init.imports ?? []), zeroTrust] });
  const url = await listen(app);
  return {
    app,
    issuer,
    sink,
    url,
    records: sink.records,
    request: (method, path, options = {}) => send({ issuer, url: `${url}${path}`, method }, options),
    recorded: (count) => awaitRecords(sink.records, count),
    async [Symbol.asyncDispose]() {
      await app.close();
      await issuer.close();
    },
  };
}

/** An application that has not started yet. */
export async function createApp(
  init: Omit<GuardedAppOptions, 'options' | 'identity' | 'clock'>,
): Promise<INestApplication> {
  const builder = Test.createTestingModule({
    imports: [...(init.imports ?? [])],
    controllers: [...init.controllers],
    providers: [...(init.providers ?? [])],
  });
  const testing = await (init.override?.(builder) ?? builder).compile();
  const adapter = init.adapter ?? newAdapter(init.platform);
  const app = testing.createNestApplication(adapter, { logger: false, forceCloseConnections: true });
  app.enableVersioning({ type: VersioningType.URI });
  init.configure?.(app);
  return app;
}

/** `close()` must not wait for connections that a test left open on purpose. */
function newAdapter(platform: Platform | undefined): AbstractHttpAdapter {
  return platform === 'fastify' ? new FastifyAdapter({ forceCloseConnections: true }) : new ExpressAdapter();
}

/** Starts to listen. @returns the base URL */
export async function listen(app: INestApplication): Promise<string> {
  try {
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  return `http://127.0.0.1:${port}`;
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
  const payload = json === undefined ? body : JSON.stringify(json);
  return fetch(url, { method, headers, body: payload, redirect: 'manual' });
}
