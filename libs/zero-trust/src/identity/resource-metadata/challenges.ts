import { Inject, Injectable } from '@nestjs/common';
import { addToChallenge, bearerChallenge } from '../../kernel/bearer-challenge.js';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import { RouteCatalogue } from '../../kernel/route-catalogue.port.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { RESOURCE_METADATA_PATH, ResourceMetadataController } from './resource-metadata.controller.js';

const BEARER = /^Bearer(?= |$)/;
const DPOP_CREDENTIAL = /^dpop +/i;

/** Completes the challenges of denials: what they all say, and what depends on how the caller sent its token. */
@Injectable()
export class Challenges {
  private readonly algs: string;

  constructor(
    @Inject(IDENTITY_OPTIONS) { dpop }: ResolvedIdentityOptions,
    @Inject(RouteCatalogue) private readonly routes: RouteCatalogue,
  ) {
    this.algs = dpop.algorithms.join(' ');
  }

  /**
   * A caller that uses the scheme `DPoP` is challenged under it; one without a credential learns of both schemes. Every
   * challenge says where the metadata is, unless the request does not tell under which name this API was called.
   *
   * @see RFC 9449 §7.1, RFC 9728 §5.1
   */
  complete(challenge: string, request: InboundRequest): string {
    const resource_metadata = this.metadataUrl(request);
    if (challenge === 'Bearer') {
      return `${bearerChallenge({ resource_metadata })}, ${addToChallenge('DPoP', { algs: this.algs })}`;
    }
    const isDpop = DPOP_CREDENTIAL.test(request.header('authorization')[0] ?? '');
    const own = isDpop ? challenge.replace(BEARER, 'DPoP') : challenge;
    const algs = own.startsWith('DPoP ') ? this.algs : undefined;
    return addToChallenge(own, { algs, resource_metadata });
  }

  private metadataUrl({ origin }: InboundRequest): string | undefined {
    if (origin === '') return undefined;
    return `${origin}${this.routes.pathOf(ResourceMetadataController) ?? RESOURCE_METADATA_PATH}`;
  }
}
