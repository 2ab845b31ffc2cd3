import { baseUrl, KEY_ALGORITHM, OPERATOR_KEY, readKey, toPublicJwk, type PrivateJwk } from '@sample/shared';
import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, SignJWT } from 'jose';
import type { AuthEnvironment } from '../auth.tokens.js';
import { createOperatorAssertion } from '../operator/operator-assertion.js';

const REQUEST_TIMEOUT_MS = 10_000;
const SERVICE_ASSERTION_LIFETIME_SECONDS = 60;

/** What the client needs to know of the environment. */
export type ClientEnvironment = Pick<AuthEnvironment, 'host' | 'authPort' | 'authIssuer' | 'dataDir'>;

/** Whose token, and what it is to be like. */
export interface TokenRequest {
  /** Of a demo person, or the client id of a service. */
  readonly name: string;
  readonly scope: string | undefined;
  /** The key that the token is to be bound to, if any. */
  readonly key: PrivateJwk | undefined;
}

/** The token of a person, who has signed in. */
export interface PersonTokenRequest extends TokenRequest {
  /** How long ago. @defaultValue 0 */
  readonly authAgeSeconds: number | undefined;
}

/** Talks to the running authorization server for the commands of this machine. */
export class AuthClient {
  readonly #address: string;

  constructor(private readonly environment: ClientEnvironment) {
    this.#address = baseUrl(environment.host, environment.authPort);
  }

  /** Asks for a token of a demo person, proved by the operator's key. */
  async personToken({ name, scope, key, authAgeSeconds }: PersonTokenRequest): Promise<string> {
    const jkt = key === undefined ? undefined : await calculateJwkThumbprint(toPublicJwk(key));
    const answer = await this.#asOperator('/local/token', { name, scope, jkt, authAgeSeconds });
    return accessTokenOf(answer, key);
  }

  /** Asks for a token of a demo service, proved by the service's own key (RFC 7523). */
  async serviceToken({ name, scope, key }: TokenRequest): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.#clientAssertion(name),
      ...(scope === undefined ? {} : { scope }),
    });
    const headers: Record<string, string> =
      key === undefined ? {} : { dpop: await this.#proof(key, '/token') };
    return accessTokenOf(await this.#post('/token', { headers, body: form }), key);
  }

  /** Lets the next signing key sign. */
  rotateKeys(): Promise<Readonly<Record<string, unknown>>> {
    return this.#asOperator('/local/signing-keys/rotate', undefined);
  }

  async #asOperator(path: string, body: object | undefined): Promise<Readonly<Record<string, unknown>>> {
    const key = await readKey(this.environment.dataDir, OPERATOR_KEY);
    const assertion = await createOperatorAssertion({
      key,
      endpoint: `${this.environment.authIssuer}${path}`,
    });
    const headers = { authorization: `Bearer ${assertion}`, 'content-type': 'application/json' };
    return this.#post(path, body === undefined ? { headers } : { headers, body: JSON.stringify(body) });
  }

  /** RFC 9449, section 4.2. */
  async #proof(key: PrivateJwk, path: string): Promise<string> {
    return new SignJWT({ htm: 'POST', htu: `${this.environment.authIssuer}${path}` })
      .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'dpop+jwt', jwk: toPublicJwk(key) })
      .setJti(randomUUID())
      .setIssuedAt()
      .sign(await importJWK(key, KEY_ALGORITHM));
  }

  async #clientAssertion(clientId: string): Promise<string> {
    const key = await readKey(this.environment.dataDir, clientId);
    return new SignJWT({})
      .setProtectedHeader({ alg: KEY_ALGORITHM, kid: key.kid })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.environment.authIssuer)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${SERVICE_ASSERTION_LIFETIME_SECONDS}s`)
      .sign(await importJWK(key, KEY_ALGORITHM));
  }

  async #post(path: string, init: RequestInit): Promise<Readonly<Record<string, unknown>>> {
    const response = await this.#send(path, init);
    const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
    if (response.ok) return answer;
    const reason = answer['detail'] ?? answer['error_description'] ?? answer['error'] ?? 'no reason given';
    throw new Error(`The authorization server refused (${response.status}): ${JSON.stringify(reason)}`);
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      return await fetch(`${this.#address}${path}`, { ...init, method: 'POST', redirect: 'error', signal });
    } catch (error) {
      throw new Error(
        `The authorization server does not answer at ${this.#address}. Start it with "npm start" and try again.`,
        { cause: error },
      );
    }
  }
}

function accessTokenOf(answer: Readonly<Record<string, unknown>>, key: PrivateJwk | undefined): string {
  const token = answer['access_token'];
  if (typeof token !== 'string')
    throw new Error('The authorization server answered without an access token.');
  // A token that anybody could use, where a bound one was asked for, would go unnoticed.
  if (key !== undefined && answer['token_type'] !== 'DPoP')
    throw new Error('The authorization server answered with a token that is not bound to the key.');
  return token;
}
