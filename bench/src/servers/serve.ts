import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SETTINGS_VARIABLE, type Adapter, type ServerReady, type ServerSettings } from './server-settings.js';

/** One application: its root module, and what is done to it before it listens. */
export interface Contestant {
  readonly module: (settings: ServerSettings) => Type | DynamicModule;
  readonly configure?: (app: INestApplication, settings: ServerSettings) => void;
}

/** Runs a contestant in this process until the process that started it goes away. */
export async function serve({ module, configure }: Contestant): Promise<void> {
  const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '') as ServerSettings;
  const app = await NestFactory.create(module(settings), adapterOf(settings.adapter), { logger: false });
  configure?.(app, settings);
  app.enableShutdownHooks();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  process.send?.({ port } satisfies ServerReady);
}

function adapterOf(adapter: Adapter): ExpressAdapter | FastifyAdapter {
  return adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
}
