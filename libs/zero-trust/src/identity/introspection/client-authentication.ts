import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { TokenIntrospectionInit } from './token-introspection.js';

/** How long a client assertion may be used, in seconds. */
const ASSERTION_LIFETIME_SECONDS = 60;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a request to the issuer carries so that it knows who asks. */
export interface ClientCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Tells an issuer that this API is asking: by `private_key_jwt` or by `client_secret_basic`.
 *
 * @see RFC 7523 §2.2, RFC 6749 §2.3.1
 */
export class ClientAuthentication {
  #key: Promise<CryptoKey | Uint8Array> | undefined;

  constructor(private readonly init: Pick<TokenIntrospectionInit, 'clock' | 'issuer' | 'options'>) {}

  async authenticate(): Promise<ClientCredentials> {
    const { clientId, clientSecret, privateKey } = this.init.options;
    if (privateKey === undefined) return { headers: basic(clientId, clientSecret ?? ''), parameters: {} };
    return {
      headers: {},
      parameters: {
        client_id: clientId,
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: await this.assertion(privateKey),
      },
    };
  }

  /** For the issuer alone: an assertion for another audience could be passed on to it (RFC 9700 §4.4). */
  private async assertion(jwk: JWK): Promise<string> {
    const { issuer, clock, options } = this.init;
    this.#key ??= importJWK(jwk);
    const issuedAt = Math.floor(clock.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: jwk.alg ?? '', ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) })
      .setIssuer(options.clientId)
      .setSubject(options.clientId)
      .setAudience(issuer)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_LIFETIME_SECONDS)
      .sign(await this.#key);
  }
}

/** Both parts are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): Readonly<Record<string, string>> {
  const credentials = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function formEncode(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}
