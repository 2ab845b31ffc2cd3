import { Controller, Get, Header, Inject, VERSION_NEUTRAL } from '@nestjs/common';
import { Public } from '../../kernel/public.decorator.js';
import { ReturnsUnfiltered } from '../../kernel/returns.decorator.js';
import { ResourceMetadata, type ResourceMetadataDocument } from './resource-metadata.js';

/** Where clients look for the metadata of an API (RFC 9728 §3). */
export const RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource';

/** Serves the metadata of this API. */
@Controller({ path: RESOURCE_METADATA_PATH, version: VERSION_NEUTRAL })
export class ResourceMetadataController {
  constructor(@Inject(ResourceMetadata) private readonly metadata: ResourceMetadata) {}

  @Get()
  @Public('clients learn here where to get a token')
  @Header('cache-control', 'public, max-age=300')
  @ReturnsUnfiltered('metadata for everybody, made of options alone')
  find(): ResourceMetadataDocument {
    return this.metadata.document();
  }
}
