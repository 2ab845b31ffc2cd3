import type { AuthEnvironment } from '../auth.tokens.js';

/** Where services with certificates find this server; undefined where there is no listener for them. */
export function mtlsOrigin({
  authIssuer,
  authMtlsPort,
}: Pick<AuthEnvironment, 'authIssuer' | 'authMtlsPort'>): string | undefined {
  return authMtlsPort === undefined ? undefined : `https://${new URL(authIssuer).hostname}:${authMtlsPort}`;
}
