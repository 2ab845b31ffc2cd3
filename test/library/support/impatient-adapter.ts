import { createServer } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Platform } from './guarded-app.js';

/** Node looks for slow requests every 30 s, unless the server is told otherwise when it is made. */
const OFTEN = { connectionsCheckingInterval: 20 };

class ImpatientExpress extends ExpressAdapter {
  override initHttpServer(): void {
    this.httpServer = createServer(OFTEN, this.getInstance());
  }
}

/** An adapter whose server looks often for requests that take too long. */
export function impatientAdapter(platform: Platform): AbstractHttpAdapter {
  return platform === 'fastify' ? new FastifyAdapter({ http: OFTEN }) : new ImpatientExpress();
}
