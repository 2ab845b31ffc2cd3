import { TLSSocket } from 'node:tls';
import type { Request } from 'express';
import type { AuthEnvironment } from '../auth.tokens.js';
import { mtlsOrigin } from '../mtls/mtls-origin.js';
import { MTLS_PATHS } from './honest-metadata.js';

const WITH_ALIAS: ReadonlySet<string> = new Set(Object.values(MTLS_PATHS));

/**
 * The library derives the token endpoint from the request. A client's assertion for `https://evil.example/token`,
 * relayed with that Host, would then be accepted here: only the settings say where this server is. On the listener for
 * certificates that is the alias, which a proof that is made for it names (RFC 9449, section 4.2).
 */
export function pinOrigin(request: Request, environment: AuthEnvironment): void {
  const isAlias = request.socket instanceof TLSSocket && WITH_ALIAS.has(request.path);
  const origin = isAlias ? mtlsOrigin(environment) : undefined;
  const { host, protocol } = new URL(origin ?? environment.authIssuer);
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}
