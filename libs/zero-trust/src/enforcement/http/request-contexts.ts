import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.port.js';
import { RequestContext } from '../../kernel/request-context.js';
import type { AddressResolver } from '../../traffic/address/source-address.js';
import { InboundHttpRequest, type FrameworkRequest } from './inbound-http-request.js';

/** Injection token of the {@link AddressResolver} for the configured trusted proxies. */
export const SOURCE_ADDRESS = Symbol('SOURCE_ADDRESS');

const CONTEXT = Symbol('zero-trust:context');

type Carrier = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Opens one context per request and finds it again; the context lives on the raw request. */
@Injectable()
export class RequestContexts {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SOURCE_ADDRESS) private readonly resolveAddress: AddressResolver,
  ) {}

  /** Opens the context of a request and makes it current. */
  open(raw: IncomingMessage): RequestContext {
    const context = new RequestContext({
      decisionId: randomUUID(),
      receivedAt: this.clock.now(),
      request: new InboundHttpRequest(raw, this.resolveAddress),
    });
    (raw as Carrier)[CONTEXT] = context;
    context.enter();
    return context;
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
