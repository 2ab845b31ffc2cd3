import type { CookieOptions, Request, Response } from 'express';
import { parseCookie } from 'cookie';
import type { AuthEnvironment } from '../auth.tokens.js';
import type { SignedIn } from './password-sign-in.js';

/** Browsers take the prefix only with `Secure`, `Path=/` and no `Domain` (RFC 6265bis, section 4.1.3.2). */
const SECURE_NAME = '__Host-device';
const PLAIN_NAME = 'device';

/** Reads what {@link setDeviceCookie} has set, as it came: whether it is genuine is for the login protection to say. */
export function deviceTokenOf(request: Request, environment: AuthEnvironment): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameOf(environment)];
}

/** Lets the browser know this device again. */
export function setDeviceCookie(response: Response, signedIn: SignedIn, environment: AuthEnvironment): void {
  const options: CookieOptions = {
    httpOnly: true,
    secure: isSecure(environment),
    sameSite: 'strict',
    path: '/',
    maxAge: signedIn.deviceTokenLifetimeSeconds * 1_000,
  };
  response.cookie(nameOf(environment), signedIn.deviceToken, options);
}

function nameOf(environment: AuthEnvironment): string {
  return isSecure(environment) ? SECURE_NAME : PLAIN_NAME;
}

/** An issuer on loopback may be without TLS. */
function isSecure({ authIssuer }: AuthEnvironment): boolean {
  return authIssuer.startsWith('https:');
}
