import {
  Controller,
  Get,
  Injectable,
  VERSION_NEUTRAL,
  VersioningType,
  type Type,
  type VersioningOptions,
} from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import {
  CanAccess,
  LoadsResource,
  permit,
  Policy,
  Public,
  Scopes,
  StepUp,
  WeakerThan,
  type AccessPolicy,
} from 'nestjs-zero-trust';
import type { BootInit } from '../support/boot.js';
import type { Hole } from './hole.js';

@Injectable()
class Permits implements AccessPolicy {
  evaluate() {
    return permit();
  }
}
@Injectable()
@LoadsResource('order')
class OrderLoader {
  load(id: string) {
    return { id };
  }
}

type Versions = string | symbol | readonly (string | symbol)[];

/** One version of a route with these controls. */
function route(name: string, version: Versions, ...controls: readonly MethodDecorator[]): Type {
  const holder = {
    [name]: class {
      find(): void {}
    },
  }[name] as Type;
  const descriptor = Object.getOwnPropertyDescriptor(holder.prototype, 'find') as PropertyDescriptor;
  for (const decorate of [Get(':id'), ...controls]) decorate(holder.prototype as object, 'find', descriptor);
  Controller({ path: 'orders', version: version as string })(holder);
  return holder;
}

const READ = Scopes('orders:read');
const VIEWER = CanAccess('viewer', 'order');
const NEW = route('New', '2', READ, VIEWER);
const OLD = route('Old', '1', READ, VIEWER);

interface Versioned {
  readonly name: string;
  readonly problem: string;
  readonly where?: string;
  readonly older: Type;
  readonly newer?: Type;
  readonly twin?: Type;
  readonly versioning?: VersioningOptions;
}

function between({
  name,
  problem,
  where = 'Old.find',
  older,
  newer = NEW,
  twin = OLD,
  versioning,
}: Versioned): Hole {
  const configure: BootInit['configure'] = (app) => {
    if (versioning !== undefined) app.enableVersioning(versioning);
  };
  const init = (first: Type): BootInit => ({
    controllers: [first, newer],
    providers: [Permits, OrderLoader],
    configure,
  });
  return { name, where, problem, hole: init(older), twin: init(twin) };
}

const WEAK = route('Old', '1', Scopes('orders:list'), VIEWER);
const LATER = { reason: 'partners move', until: '2999-01-01' };

/** An older version through which what a newer one refuses can be had. */
export const VERSION_HOLES: readonly Hole[] = [
  between({
    name: 'an older version with another scope',
    problem: 'check-scopes: orders:read → none',
    older: WEAK,
  }),
  between({
    name: 'an older version that is open',
    problem: 'public: none → once',
    older: route('Old', '1', Public('once')),
  }),
  between({
    name: 'a version beside a route for all others that demands more',
    problem: 'demands less than version neutral',
    older: route('Old', '1', VIEWER),
    newer: route('New', VERSION_NEUTRAL, READ, VIEWER),
    twin: route('Old', '1', VIEWER, WeakerThan('neutral', LATER)),
  }),
  between({
    name: 'an older version by header',
    problem: 'demands less',
    older: WEAK,
    versioning: { type: VersioningType.HEADER, header: 'v' },
  }),
  between({
    name: 'an older version by media type',
    problem: 'demands less',
    older: WEAK,
    versioning: { type: VersioningType.MEDIA_TYPE, key: 'v=' },
  }),
  between({
    name: 'an older version told apart by the application',
    problem: 'demands less',
    older: WEAK,
    versioning: { type: VersioningType.CUSTOM, extractor: () => '1' },
  }),
  between({
    name: 'a neutral version',
    problem: 'demands less',
    older: route('Old', VERSION_NEUTRAL, Scopes('orders:list'), VIEWER),
  }),
  between({
    name: 'one of several versions of a controller',
    problem: 'demands less than version 3',
    older: route('Old', ['1', '2'], Scopes('orders:list'), VIEWER),
    newer: route('New', '3', READ, VIEWER),
  }),
  between({
    name: 'an older version, numbers compared as such',
    problem: 'demands less than version 10',
    older: route('Old', '9', Scopes('orders:list'), VIEWER),
    newer: route('New', '10', READ, VIEWER),
  }),
  between({
    name: 'an older version with a weaker relation',
    problem: 'editor of order → none',
    older: OLD,
    newer: route('New', '2', READ, CanAccess('editor', 'order')),
    twin: route('Old', '1', READ, CanAccess('editor', 'order')),
  }),
  between({
    name: 'an older version without the policy',
    problem: 'check-policies: Permits → none',
    older: OLD,
    newer: route('New', '2', READ, VIEWER, Policy(Permits)),
    twin: route('Old', '1', READ, VIEWER, Policy(Permits)),
  }),
  between({
    name: 'an older version with an older sign-in',
    problem: 'at most 300 s ago → signed in at most 900 s ago',
    older: route('Old', '1', READ, VIEWER, StepUp({ maxAgeSeconds: 900 })),
    newer: route('New', '2', READ, VIEWER, StepUp({ maxAgeSeconds: 300 })),
    twin: route('Old', '1', READ, VIEWER, StepUp({ maxAgeSeconds: 60 })),
  }),
  between({
    name: 'an older version with a wider limit',
    problem: 'limit-principal',
    older: route('Old', '1', READ, VIEWER, Throttle({ default: { limit: 100, ttl: 60_000 } })),
    newer: route('New', '2', READ, VIEWER, Throttle({ default: { limit: 10, ttl: 60_000 } })),
    twin: route('Old', '1', READ, VIEWER, Throttle({ default: { limit: 5, ttl: 60_000 } })),
  }),
  between({
    name: 'an excuse without a reason',
    problem: '@WeakerThan gives no reason',
    older: route('Old', '1', Scopes('orders:list'), VIEWER, WeakerThan('v2', { ...LATER, reason: '' })),
    twin: route('Old', '1', Scopes('orders:list'), VIEWER, WeakerThan('v2', LATER)),
  }),
  between({
    name: 'an excuse that is over',
    problem: "@WeakerThan('2') ended on 2020-01-01",
    older: route(
      'Old',
      '1',
      Scopes('orders:list'),
      VIEWER,
      WeakerThan('2', { ...LATER, until: '2020-01-01' }),
    ),
    twin: route('Old', '1', Scopes('orders:list'), VIEWER, WeakerThan('2', LATER)),
  }),
  between({
    name: 'an excuse for another version',
    problem: 'demands less than version 2',
    older: route('Old', '1', Scopes('orders:list'), VIEWER, WeakerThan('3', LATER)),
  }),
];
