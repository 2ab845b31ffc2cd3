import { Inject, Injectable, type INestApplication, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import express, { Router } from 'express';
import { Scopes } from 'nestjs-zero-trust';
import { controllerWith } from '../support/boot.js';
import type { Platform } from '../support/guarded-app.js';
import type { Hole } from './hole.js';

const ORDERS = controllerWith('', Scopes('orders:read'));

function answer(_request: unknown, response: { send(text: string): unknown }): unknown {
  return response.send('raw');
}

/** A handler whose name is that of Nest's own. */
const named = { handler: (request: unknown, response: Parameters<typeof answer>[1], _next: unknown) => answer(request, response) }; // prettier-ignore

@Injectable()
class RawHandler implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}
  onModuleInit(): void {
    this.host.httpAdapter.get('/raw', named.handler);
  }
}

function mounted(path: string, inner: string): Mounted['mount'] {
  return (app) => void app.use(path, Router().use('/deep', Router().get(inner, answer)));
}

interface Mounted {
  readonly name: string;
  readonly where: string;
  readonly problem: string;
  readonly rawRoutes?: Readonly<Record<string, string>>;
  readonly mount: (app: INestApplication) => void;
  readonly providers?: readonly Type[];
  readonly platform: Platform;
}

function served({ name, where, problem, rawRoutes, mount, providers = [], platform }: Mounted): Hole {
  const init = { platform, controllers: [ORDERS] };
  const hole = { ...init, providers, configure: mount };
  const twin = rawRoutes === undefined ? init : { ...hole, options: { rawRoutes } };
  return { name: `${name} on ${platform}`, where, problem, hole, twin };
}

/** What the adapter serves by itself. */
export const RAW_HOLES: readonly Hole[] = (['express', 'fastify'] as const)
  .flatMap((platform) => [
    served({
      platform,
      name: 'a route of the adapter',
      where: 'GET /metrics',
      problem: 'which no stage guards',
      rawRoutes: { '/metrics': 'scraped inside the cluster' },
      mount: (app) => void app.getHttpAdapter().get('/metrics', answer),
    }),
    served({
      platform,
      name: 'a route of the framework with a parameter',
      where: 'POST /files/:name',
      problem: 'which no stage guards',
      rawRoutes: { '/files/*': 'public files' },
      mount: (app) => {
        const framework = app.getHttpAdapter().getInstance() as { post: (...args: unknown[]) => unknown };
        framework.post('/files/:name', answer);
      },
    }),
    served({
      platform,
      name: 'a route that a hook adds, with a function called as those of Nest are',
      where: 'GET /raw',
      problem: 'which no stage guards',
      rawRoutes: { '/raw': 'scraped inside the cluster' },
      providers: [RawHandler],
      mount: () => undefined,
    }),
  ])
  .concat(
    served({
      platform: 'express',
      name: 'middleware at a path',
      where: 'ALL /admin',
      problem: 'which no stage guards',
      rawRoutes: { '/admin/*': 'has a sign-in of its own' },
      mount: (app) => void app.use('/admin', answer),
    }),
    served({
      platform: 'express',
      name: 'a route that answers in place of a handler',
      where: 'GET /orders',
      problem: 'answers in place of OrdersController.handle',
      mount: (app) => void app.getHttpAdapter().get('/orders', answer),
    }),
    served({
      platform: 'express',
      name: 'middleware at a pattern',
      where: 'ALL /:tenant/secret',
      problem: 'which no stage guards',
      rawRoutes: { '/:tenant/secret': 'has a sign-in of its own' },
      mount: (app) => void app.use('/:tenant/secret', answer),
    }),
    served({
      platform: 'express',
      name: 'a route of a router within a router, under a path of Nest',
      where: 'GET /orders/deep/dump',
      problem: 'which no stage guards',
      rawRoutes: { '/orders/deep/dump': 'has a sign-in of its own' },
      mount: mounted('/orders', '/dump'),
    }),
    served({
      platform: 'express',
      name: 'a router that answers in place of a handler',
      where: 'GET /orders',
      problem: 'answers in place of OrdersController.handle',
      mount: (app) => void app.use('/orders', Router().get('/', answer)),
    }),
    served({
      platform: 'express',
      name: 'a pattern that answers in place of a handler',
      where: 'ALL /{*path}',
      problem: 'answers in place of OrdersController.handle',
      mount: (app) => void app.use(Router().all('/{*path}', answer)),
    }),
    served({
      platform: 'express',
      name: 'an application that is mounted',
      where: 'ALL /queues/*',
      problem: 'which no stage guards',
      rawRoutes: { '/queues/*': 'has a sign-in of its own' },
      mount: (app) => void app.use('/queues', express()),
    }),
    served({
      platform: 'express',
      name: 'an application that is mounted over handlers',
      where: 'ALL /*',
      problem: 'answers in place of OrdersController.handle',
      mount: (app) => void app.use(express()),
    }),
    served({
      platform: 'fastify',
      name: 'a route for one host that answers in place of a handler',
      where: 'GET /orders',
      problem: 'answers in place of OrdersController.handle',
      mount: (app) => {
        const framework = app.getHttpAdapter().getInstance() as { route: (route: object) => unknown };
        framework.route({
          method: 'GET',
          url: '/orders',
          constraints: { host: 'other.example.com' },
          handler: answer,
        });
      },
    }),
  );
