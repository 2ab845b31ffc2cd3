import type { Provider } from 'oidc-provider';

/** Koa middleware: says when to come back while the database is down (RFC 9110, section 10.2.3). */
export const retryAfter: Parameters<Provider['use']>[0] = async (context, next) => {
  await next();
  if (context.status === 503) context.set('Retry-After', '1');
};
