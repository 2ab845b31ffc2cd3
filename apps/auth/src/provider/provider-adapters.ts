import { isDatabaseUnavailable } from '@sample/shared';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import { Clients, type ServiceClient } from '../clients/clients.js';
import type { UsedAssertions } from './used-assertions.js';

/** What the adapters stand on. */
export interface AdapterSources {
  readonly clients: Clients;
  readonly usedAssertions: UsedAssertions;
  readonly nowMs: () => number;
}

/** A model that this server keeps nothing of: asking for it is an error of the configuration. */
class UnusedModelAdapter implements Adapter {
  constructor(protected readonly model: string) {}

  upsert(_id: string, _payload: AdapterPayload, _expiresInSeconds?: number): Promise<void> {
    return this.#refuse();
  }

  find(_id: string): Promise<AdapterPayload | undefined> {
    return this.#refuse();
  }

  findByUserCode(): Promise<undefined> {
    return this.#refuse();
  }

  findByUid(): Promise<undefined> {
    return this.#refuse();
  }

  consume(): Promise<void> {
    return this.#refuse();
  }

  destroy(): Promise<void> {
    return this.#refuse();
  }

  revokeByGrantId(): Promise<void> {
    return this.#refuse();
  }

  #refuse(): Promise<never> {
    return Promise.reject(new Error(`The model ${this.model} of oidc-provider is not stored.`));
  }
}

/** Clients come from the table of services. */
class ClientAdapter extends UnusedModelAdapter {
  constructor(private readonly clients: Clients) {
    super('Client');
  }

  override async find(clientId: string): Promise<AdapterPayload | undefined> {
    const client = await whileAvailable(this.clients.find(clientId));
    return client === undefined ? undefined : toMetadata(client);
  }
}

/** oidc-provider answers with the status that an error carries; 500 would tell the client not to come back. */
async function whileAvailable<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw Object.assign(new Error('The database does not answer.', { cause: error }), { statusCode: 503 });
  }
}

/** RFC 7591 metadata of a service. */
function toMetadata({ clientId, publicJwk, ...identity }: ServiceClient): AdapterPayload {
  return {
    client_id: clientId,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: identity.scopes.join(' '),
    jwks: { keys: [publicJwk] },
    identity,
  };
}

/** Client assertions are good once (RFC 7523, section 3, item 7). */
class ReplayDetectionAdapter extends UnusedModelAdapter {
  constructor(private readonly sources: AdapterSources) {
    super('ReplayDetection');
  }

  /** Left to `upsert`: looking first and writing later would let two simultaneous uses pass. */
  override async find(): Promise<undefined> {
    return undefined;
  }

  override async upsert(id: string, _payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    if (expiresInSeconds === undefined) throw new Error('A used assertion needs an expiry.');
    const expiresAt = this.sources.nowMs() + expiresInSeconds * 1000;
    if (!(await whileAvailable(this.sources.usedAssertions.use(`client-assertion:${id}`, expiresAt))))
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
  }
}

/** Persistence of oidc-provider: clients and used assertions; its access tokens are JWTs and not stored. */
export function adapterFactory(sources: AdapterSources): AdapterFactory {
  return (model) => {
    if (model === 'Client') return new ClientAdapter(sources.clients);
    if (model === 'ReplayDetection') return new ReplayDetectionAdapter(sources);
    return new UnusedModelAdapter(model);
  };
}
