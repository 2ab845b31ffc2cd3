import type { TLSSocket } from 'node:tls';
import type { IncomingMessage } from 'node:http';
import { httpOrigin } from '../../kernel/http-origin.js';

/** Settles under which scheme and authority a caller used this API; empty if the request does not tell in one way. */
export type OriginResolver = (raw: IncomingMessage, header: (name: string) => readonly string[]) => string;

/** Whom to believe about it. */
export interface OriginSources {
  /** Known beforehand: what a request says then does not count. */
  readonly publicOrigin: string | undefined;
  /** Whether the peer of a connection may speak for the caller. */
  readonly isTrustedProxy: (address: string) => boolean;
}

/**
 * Makes the resolver. `Host` is the caller's own word, so that a proof made for another API passes with a forged one:
 * only `publicOrigin` excludes that. `X-Forwarded-Proto` and `X-Forwarded-Host` count only from trusted proxies, and of
 * several values the last, which the nearest proxy has written.
 */
export function createOriginResolver({ publicOrigin, isTrustedProxy }: OriginSources): OriginResolver {
  if (publicOrigin !== undefined) return () => publicOrigin;
  return (raw, header) => {
    const own = { scheme: isEncrypted(raw) ? 'https' : 'http', hosts: header('host') };
    const isForwarded = isTrustedProxy(raw.socket.remoteAddress ?? '');
    const scheme = (isForwarded ? lastOf(header('x-forwarded-proto')) : undefined) ?? own.scheme;
    const forwardedHost = isForwarded ? lastOf(header('x-forwarded-host')) : undefined;
    const host = forwardedHost ?? (own.hosts.length === 1 ? own.hosts[0] : undefined);
    return host === undefined ? '' : (httpOrigin(scheme, host) ?? '');
  };
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true;
}

function lastOf(headers: readonly string[]): string | undefined {
  return headers
    .flatMap((value) => value.split(','))
    .at(-1)
    ?.trim();
}
