import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { HttpAdapterName } from '@sample/shared';
import { json } from 'body-parser';
import helmet from 'helmet';
import { createFastifyAdapter } from './create-fastify-adapter.js';
import { noStore } from './no-store.js';

/** Largest body that is read, announced or not. */
const MAX_BODY_BYTES = 102_400;

/** Makes what serves the API. Both adapters answer alike: where their ways differ, Express's holds. */
export function createHttpAdapter(name: HttpAdapterName): AbstractHttpAdapter {
  const adapter = name === 'fastify' ? createFastifyAdapter() : createExpressAdapter();
  adapter.use(helmet());
  adapter.use(noStore);
  // A compressed body would be larger than it says.
  adapter.use(json({ limit: MAX_BODY_BYTES, inflate: false }));
  return adapter;
}

function createExpressAdapter(): ExpressAdapter {
  const adapter = new ExpressAdapter();
  adapter.disable('x-powered-by');
  // A tag would be a fingerprint of what only one caller may see.
  adapter.disable('etag');
  return adapter;
}
