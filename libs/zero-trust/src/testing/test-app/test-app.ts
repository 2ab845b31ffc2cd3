import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import type { MemoryAuditSink } from '../../audit/memory-audit-sink.js';
import { MutualTls } from '../../identity/index.js';
import type { ResolvedZeroTrustOptions } from '../../resolve-options.js';
import { RESOLVED_OPTIONS } from '../../resolved-options.token.js';
import type { CertificateAuthority, IssuedCertificate } from '../certificate-authority.js';
import type { TokenIssuer } from '../token-issuer.js';
import type { FrozenClock } from './frozen-clock.js';
import { forgetOpen, rememberOpen } from './open-apps.js';
import { HttpExchanges, type TestResponse } from './http-exchange.js';
import { TestAppError } from './test-app.error.js';
import { TestCaller, type CallerExchange, type CallerOptions, type CallerWorld } from './test-caller.js';
import type { TestCertificate, TestCertificates } from './test-certificates.js';
import type { TestIssuers } from './test-issuers.js';
import { deleteTuples, writeTuples, type TupleLines } from './tuple-lines.js';

/** What a {@link TestApp} is put together from. */
export interface TestAppParts {
  readonly app: INestApplication;
  readonly clock: FrozenClock;
  readonly audit: MemoryAuditSink;
  readonly issuers: TestIssuers;
  readonly certificates: TestCertificates;
}

/** A running application, and who calls it. Made by `startTestApp()`. */
export class TestApp implements AsyncDisposable {
  /** The application itself, for `app.get(…)` and `accessMatrix(app, …)`. */
  readonly app: INestApplication;
  /** The time, for the application, its tokens and proofs. */
  readonly clock: FrozenClock;
  /** The audit log. The record of an answer is there when the answer is: both ends of the connection are in this process. */
  readonly audit: MemoryAuditSink;
  /** `http://127.0.0.1:…` */
  readonly url: string;
  private readonly http = new HttpExchanges();
  private closing: Promise<void> | undefined;

  /** Use `startTestApp()`. */
  constructor(private readonly parts: TestAppParts) {
    this.app = parts.app;
    this.clock = parts.clock;
    this.audit = parts.audit;
    const server = this.app.getHttpServer() as Server;
    this.url = `http://127.0.0.1:${portOf(server)}`;
    // A test that forgets close() ends all the same, and is told.
    server.unref();
    rememberOpen(
      this,
      `The test app at ${this.url} was not closed: await api.close() when the tests are done.`,
    );
  }

  /** In place of the first issuer that the application trusts, under the same name. */
  get issuer(): TokenIssuer {
    return this.parts.issuers.first;
  }

  /** @throws {TestAppError} when the application believes no certificate */
  get authority(): CertificateAuthority {
    return this.parts.certificates.authority;
  }

  /** Somebody with a token. @throws {TestAppError} for an issuer that the application does not trust */
  as(subject: string, options: CallerOptions = {}): TestCaller {
    const issuer = options.issuer === undefined ? this.issuer : this.parts.issuers.named(options.issuer);
    return this.caller({ subject, issuer, options, certificate: options.certificate });
  }

  /** A service that shows a client certificate and no token: by its SPIFFE id, or any other certificate. */
  service(certificate: TestCertificate): TestCaller {
    return this.caller({ certificate });
  }

  /** Nobody: no token, no certificate. */
  anonymous(): TestCaller {
    return this.caller({});
  }

  /** Adds relationships. @throws {TestAppError} that names the one that the model does not permit */
  relate(tuples: TupleLines): Promise<void> {
    return writeTuples(this.engine(), tuples);
  }

  /** Takes relationships away. @throws {TestAppError} that names the one that is not there */
  unrelate(tuples: TupleLines): Promise<void> {
    return deleteTuples(this.engine(), tuples);
  }

  /** Ends the application, its issuers and its connections; the second time does nothing. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private caller(identity: ConstructorParameters<typeof TestCaller>[1]): TestCaller {
    const world: CallerWorld = {
      proofOriginOf: (certificate) => this.publicOrigin() ?? this.originOf(certificate),
      issue: (certificate) => this.parts.certificates.issue(certificate),
      nowSeconds: () => Math.floor(this.clock.now() / 1_000),
      send: (exchange) => this.send(exchange),
    };
    return new TestCaller(world, identity);
  }

  private async send<Body>({ request, headers, certificate }: CallerExchange): Promise<TestResponse<Body>> {
    if (this.closing !== undefined) throw new TestAppError('The application is closed; call close() last.');
    const tls = certificate && { certificate, authorityPem: this.authority.certificatePem };
    const origin = this.originOf(certificate);
    return this.http.send<Body>({ origin, request, headers, tls });
  }

  private originOf(certificate: IssuedCertificate | undefined): string {
    if (certificate === undefined) return this.url;
    const { listener } = this.app.get<MutualTls>(MutualTls, { strict: false });
    return `https://127.0.0.1:${portOf(listener)}`;
  }

  private publicOrigin(): string | undefined {
    return this.app.get<ResolvedZeroTrustOptions>(RESOLVED_OPTIONS, { strict: false }).publicOrigin;
  }

  private engine(): RelationshipEngine {
    return this.app.get<RelationshipEngine>(RelationshipEngine, { strict: false });
  }

  private async end(): Promise<void> {
    this.http.close();
    try {
      await this.app.close();
    } finally {
      await this.parts.issuers.close();
      await this.parts.certificates.close();
      forgetOpen(this);
    }
  }
}

interface Listening {
  address(): AddressInfo | string | null | undefined;
}

function portOf(server: Listening | undefined): number {
  const address = server?.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new TestAppError('The application does not listen on a port.');
}
