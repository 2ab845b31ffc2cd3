import { Inject, Injectable } from '@nestjs/common';
import { RouteCatalogue } from '../../kernel/route-catalogue.port.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';

/** Metadata of a protected resource, named as on the wire (RFC 9728 §2). */
export interface ResourceMetadataDocument {
  readonly resource: string | undefined;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
  readonly dpop_signing_alg_values_supported: readonly string[];
  readonly tls_client_certificate_bound_access_tokens: boolean;
  readonly resource_name: string | undefined;
  readonly resource_documentation: string | undefined;
}

/** What a client needs to know to call this API: who issues tokens, for which scopes, bound how. */
@Injectable()
export class ResourceMetadata {
  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: ResolvedIdentityOptions,
    @Inject(RouteCatalogue) private readonly routes: RouteCatalogue,
  ) {}

  document(): ResourceMetadataDocument {
    const { issuers, dpop, resource, certificates } = this.options;
    return {
      resource: resource.identifier ?? issuers[0]?.audience[0],
      authorization_servers: issuers.map(({ issuer }) => issuer),
      scopes_supported: this.routes.scopes(),
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: dpop.algorithms,
      tls_client_certificate_bound_access_tokens: certificates !== undefined,
      resource_name: resource.name,
      resource_documentation: resource.documentationUrl,
    };
  }
}
