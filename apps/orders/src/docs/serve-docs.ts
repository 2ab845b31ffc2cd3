import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { zeroTrustDocument } from 'nestjs-zero-trust/swagger';
import metadata from '../openapi-metadata.js';

/** Where the description of the API is served; as JSON at `docs-json`. */
export const DOCS_PATH = 'docs';

/** Serves the description of the API for people and, as OpenAPI, for programs; made when it is asked for first. */
export async function serveDocs(app: INestApplication): Promise<void> {
  await SwaggerModule.loadPluginMetadata(metadata);
  const config = new DocumentBuilder()
    .setTitle('Orders')
    .setDescription('The sample order-management API. Whatever is demanded below is enforced.')
    .setVersion('2')
    .build();
  SwaggerModule.setup(DOCS_PATH, app, () => zeroTrustDocument(app, config), { ui: false, raw: ['json'] });
  // The page asks nobody else: not the issuer for its metadata, and nobody whether the document is valid.
  SwaggerModule.setup(DOCS_PATH, app, () => zeroTrustDocument(app, config, { discovery: false }), {
    raw: false,
    customSiteTitle: 'Orders API',
    swaggerOptions: { validatorUrl: null },
  });
}
