import type { JWK } from 'jose';
import { Provider, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import type { Application, Applications } from '../clients/applications.js';
import type { Clients, ServiceClient } from '../clients/clients.js';
import { clientCertificate } from '../mtls/client-certificate.js';
import { FIRST_PARTY_CLIENT_ID } from '../tokens/person-tokens.js';
import { TOKEN_EXCHANGE } from './token-exchange.js';
import { StoredModel, whileAvailable, type ModelSources } from './stored-model.js';

/** What the adapters stand on. */
export interface AdapterSources extends ModelSources {
  readonly clients: Clients;
  readonly applications: Applications;
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

/** Clients come from the tables of services and applications. */
class ClientAdapter extends UnusedModelAdapter {
  constructor(private readonly sources: AdapterSources) {
    super('Client');
  }

  override async find(clientId: string): Promise<AdapterPayload | undefined> {
    if (clientId === FIRST_PARTY_CLIENT_ID) return FIRST_PARTY;
    const service = await whileAvailable(this.sources.clients.find(clientId));
    if (service !== undefined) return serviceMetadata(service);
    const application = await whileAvailable(this.sources.applications.find(clientId));
    return application === undefined ? undefined : applicationMetadata(application);
  }
}

/** The client of `/auth/login`: it gets no tokens here, but may hand back those that it has. */
const FIRST_PARTY: AdapterPayload = {
  client_id: FIRST_PARTY_CLIENT_ID,
  token_endpoint_auth_method: 'none',
  grant_types: [],
  response_types: [],
  redirect_uris: [],
};

/** RFC 7591 metadata of a service. Where the connection has a certificate, that is how it authenticates. */
function serviceMetadata({
  clientId,
  publicJwk,
  certificateUri,
  ...identity
}: ServiceClient): AdapterPayload {
  const request = Provider.ctx?.req;
  const hasCertificate = request !== undefined && clientCertificate(request) !== undefined;
  return {
    client_id: clientId,
    grant_types: ['client_credentials', TOKEN_EXCHANGE],
    response_types: [],
    redirect_uris: [],
    scope: identity.scopes.join(' '),
    identity,
    ...(hasCertificate && certificateUri !== undefined ? byCertificate(certificateUri) : byKey(publicJwk)),
  };
}

/** RFC 7523, section 2.2. */
function byKey(publicJwk: JWK) {
  return {
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [publicJwk] },
  } as const;
}

/** RFC 8705, sections 2.1.2 and 3: its tokens are good only together with the certificate. */
function byCertificate(uri: string) {
  return {
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_san_uri: uri,
    tls_client_certificate_bound_access_tokens: true,
  } as const;
}

/** RFC 7591 metadata of an application; `native` lets a loopback redirect have any port (RFC 8252, section 7.3). */
function applicationMetadata(application: Application): AdapterPayload {
  return {
    client_id: application.clientId,
    client_name: application.name,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [...application.redirectUris],
    post_logout_redirect_uris: [...application.postLogoutRedirectUris],
    scope: ['openid', 'offline_access', ...application.scopes].join(' '),
  };
}

const STORED = new Set([
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'Grant',
  'Interaction',
  'RefreshToken',
  'Session',
]);

/** Persistence of oidc-provider. Its access tokens are JWTs and not stored; used assertions are kept elsewhere. */
export function adapterFactory(sources: AdapterSources): AdapterFactory {
  return (model) => {
    if (model === 'Client') return new ClientAdapter(sources);
    return STORED.has(model) ? new StoredModel(model, sources) : new UnusedModelAdapter(model);
  };
}
