import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ClientCertificates } from '../../identity/index.js';
import { Clock } from '../../kernel/clock.port.js';
import { allow } from '../../kernel/decision.js';
import { RequestContext } from '../../kernel/request-context.js';
import type { AddressResolver } from '../../traffic/address/source-address.js';
import { InboundHttpRequest, type FrameworkRequest, type InboundResolvers } from './inbound-http-request.js';
import type { OriginResolver } from './settle-origin.js';

/** Injection token of the {@link AddressResolver} for the configured trusted proxies. */
export const SOURCE_ADDRESS = Symbol('SOURCE_ADDRESS');

/** Injection token of the {@link OriginResolver} for the configured trusted proxies. */
export const ORIGIN = Symbol('ORIGIN');

const CONTEXT = Symbol('zero-trust:context');

const VERIFIED_FOR_MS = 1_000;

type Carrier = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Opens one context per request and finds it again; the context lives on the raw request. */
@Injectable()
export class RequestContexts {
  private readonly resolvers: InboundResolvers;

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SOURCE_ADDRESS) address: AddressResolver,
    @Inject(ORIGIN) origin: OriginResolver,
    @Inject(ClientCertificates) certificates: ClientCertificates,
  ) {
    this.resolvers = { address, origin, certificates };
  }

  /** Opens the context of a request and makes it current. */
  open(raw: IncomingMessage): RequestContext {
    const context = new RequestContext({
      decisionId: randomUUID(),
      receivedAt: this.clock.now(),
      request: new InboundHttpRequest(raw, this.resolvers),
    });
    const ignoredHeaders = this.resolvers.certificates.ignoredHeaders(raw);
    if (ignoredHeaders !== undefined) context.record('admission', allow({ ignoredHeaders }));
    (raw as Carrier)[CONTEXT] = context;
    context.enter();
    return context;
  }

  /**
   * Whether a caller was verified so long ago that it must be again. Within a second, less than a revocation may take to
   * arrive, an issuer is not asked twice about one request.
   */
  isOutdated({ receivedAt }: RequestContext): boolean {
    const age = this.clock.now() - receivedAt;
    return !(age >= 0 && age < VERIFIED_FOR_MS);
  }

  /** The context of a request, raw or the framework's. */
  find(request: FrameworkRequest | IncomingMessage | undefined): RequestContext | undefined {
    if (request === undefined) return undefined;
    return (rawOf(request) as Carrier)[CONTEXT];
  }
}

/** Node's own request behind a framework's. */
export function rawOf(request: FrameworkRequest | IncomingMessage): IncomingMessage {
  return (request as FrameworkRequest).raw ?? (request as IncomingMessage);
}
