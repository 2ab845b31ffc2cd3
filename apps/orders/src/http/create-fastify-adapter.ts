import { maxHeaderSize, type IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

type RequestHook = Parameters<FastifyAdapter['setOnRequestHook']>[0];

/** The adapter, which knows what is asked first of every request. */
class AdmittingAdapter extends FastifyAdapter {
  admit: RequestHook = (_request, _reply, done) => done();

  override setOnRequestHook(hook: RequestHook): void {
    this.admit = hook;
    super.setOnRequestHook(hook);
  }
}

/** Makes a Fastify that routes, reads and answers as Express does. */
export function createFastifyAdapter(): FastifyAdapter {
  const adapter: AdmittingAdapter = new AdmittingAdapter({
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    rewriteUrl: ({ url = '' }) => withoutFragment(url),
    // The router refuses a path that cannot be decoded before any hook runs: who asks is judged first, here as elsewhere.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refuse = (): unknown => adapter.getInstance().errorHandler(error, request, reply);
      void adapter.admit(request, reply, refuse);
    },
  });
  leaveBodiesToMiddleware(adapter);
  answerAnyTag(adapter);
  // What is no HTTP is answered by Node itself.
  adapter.getInstance().server.removeAllListeners('clientError');
  return adapter;
}

/** Fastify would take a fragment, which no request target has (RFC 9112, section 3.2), for a part of the query. */
function withoutFragment(target: string): string {
  const start = target.indexOf('#');
  return start === -1 ? target : target.slice(0, start);
}

/** A middleware reads every body; Fastify, told that no method has one, reads none and judges no media type. */
function leaveBodiesToMiddleware(adapter: FastifyAdapter): void {
  const instance = adapter.getInstance();
  for (const method of ['DELETE', 'PATCH', 'POST', 'PUT']) {
    instance.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  instance.addHook('preValidation', (request, _reply, done) => {
    request.body = (request.raw as IncomingMessage & { readonly body?: unknown }).body;
    done();
  });
}

/** Answers 304 to who has any version of what there is (RFC 9110, section 13.1.2). */
function answerAnyTag(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isFound = reply.statusCode >= 200 && reply.statusCode < 300;
    if (!isRead || !isFound || request.headers['if-none-match'] !== '*') return done(null, payload);
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    // Of HEAD Fastify itself drops the body, and needs it for the length.
    return done(null, request.method === 'HEAD' ? payload : null);
  });
}
