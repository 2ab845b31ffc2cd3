import { webcrypto } from 'node:crypto';
import { importJWK, type CryptoKey } from 'jose';
import {
  DPoP,
  modifyAssertion,
  PrivateKeyJwt,
  TlsClientAuth,
  type ClientAuth,
  type DPoPHandle,
} from 'oauth4webapi';
import type { ResolvedServiceTokenClientOptions } from './service-token-client.options.js';

const ASSERTION_LIFETIME_SECONDS = 60;

/** What this service proves itself with. */
export interface ClientKeys {
  readonly authenticate: ClientAuth;
  /** The key that tokens are bound to; `undefined` if they are not. */
  readonly dpop: DPoPHandle | undefined;
}

/** Imports the client's key, and makes a key for proofs that cannot leave this process. */
export async function createClientKeys(options: ResolvedServiceTokenClientOptions): Promise<ClientKeys> {
  return {
    authenticate: await authentication(options),
    dpop: options.dpop ? await proofs(options) : undefined,
  };
}

/** The assertion is for the issuer alone: one for another audience could be passed on to it (RFC 9700 §4.4). */
async function authentication({ privateKey, clock }: ResolvedServiceTokenClientOptions): Promise<ClientAuth> {
  if (privateKey === undefined) return TlsClientAuth();
  const { alg = '', kid } = privateKey as { readonly alg?: string; readonly kid?: string };
  const key = (await importJWK({ ...privateKey, alg })) as CryptoKey;
  return PrivateKeyJwt(
    { key, ...(kid === undefined ? {} : { kid }) },
    {
      [modifyAssertion]: (header, claims) => {
        const now = Math.floor(clock.now() / 1_000);
        header['alg'] = alg;
        Object.assign(claims, { iat: now, nbf: now, exp: now + ASSERTION_LIFETIME_SECONDS });
      },
    },
  );
}

async function proofs({ clientId, clock }: ResolvedServiceTokenClientOptions): Promise<DPoPHandle> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const pair = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  return DPoP({ client_id: clientId } as Parameters<typeof DPoP>[0], pair, {
    [modifyAssertion]: (_header, claims) => {
      claims['iat'] = Math.floor(clock.now() / 1_000);
    },
  });
}
