import {
  All,
  Controller,
  Get,
  Put,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
  type Type,
} from '@nestjs/common';
import { NoObjectCheck, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { problems, type BootInit } from './support/boot.js';
import { startGuardedApp } from './support/guarded-app.js';

type Versions = string | typeof VERSION_NEUTRAL | (string | typeof VERSION_NEUTRAL)[];

interface Place {
  readonly version?: Versions;
  readonly path?: string;
  readonly host?: string;
  readonly method?: (path: string) => MethodDecorator;
}

/** A controller with one handler. */
function controllerAt(name: string, { version, path = ':id', host, method = Get }: Place): Type {
  const holder = { [name]: class { find(): string { return name; } } }[name] as Type; // prettier-ignore
  const descriptor = Object.getOwnPropertyDescriptor(holder.prototype, 'find') as PropertyDescriptor;
  for (const decorate of [method(path), Scopes('read'), NoObjectCheck('all may see it')]) {
    decorate(holder.prototype as object, 'find', descriptor);
  }
  Controller({ path: 'n', ...(version !== undefined && { version }), ...(host !== undefined && { host }) })(
    holder,
  );
  return holder;
}

const HEADER: BootInit['configure'] = (app) =>
  void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });

const found = (controllers: readonly Type[], init: BootInit = {}): Promise<readonly string[]> =>
  problems({ controllers, configure: HEADER, ...init });

const TWO = controllerAt('Two', { version: '2' });
const NEUTRAL = controllerAt('Neutral', { version: VERSION_NEUTRAL });
const NEVER = ['Two.find (GET /n/:id, version 2): is never reached on Express: Neutral.find, which is registered before it, answers every version']; // prettier-ignore

describe('a handler of a version behind one that takes every version', () => {
  it.each([
    { type: VersioningType.HEADER, header: 'x-version' },
    { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    { type: VersioningType.CUSTOM, extractor: () => '2' },
  ] as const)('stops the boot on Express, whatever tells versions apart: $type', async (versioning) => {
    const configure: BootInit['configure'] = (app) => void app.enableVersioning(versioning);
    expect(await found([NEUTRAL, TWO], { configure })).toEqual(NEVER);
  });

  it.each<[string, Place]>([
    ['that names no version at all', {}],
    ['with another name of the parameter', { version: VERSION_NEUTRAL, path: ':key' }],
    ['that answers every method', { version: VERSION_NEUTRAL, method: All }],
  ])('is told apart from others: one %s', async (_name, place) => {
    expect(await found([controllerAt('Neutral', place), TWO])).toEqual(NEVER);
  });

  it('stops it within a controller, too', async () => {
    @Controller('n')
    @NoObjectCheck('all may see it')
    class Both {
      @Get(':id') @Version(VERSION_NEUTRAL) @Scopes('read') any(): void {}
      @Get(':id') @Version('2') @Scopes('read') two(): void {}
    }
    expect(await found([Both])).toEqual([
      expect.stringMatching(/^Both\.two \(GET .*never reached on Express: Both\.any,/),
    ]);
  });

  it.each<[string, readonly Type[]]>([
    ['the other way round', [TWO, NEUTRAL]],
    ['for another path', [controllerAt('Neutral', { version: VERSION_NEUTRAL, path: 'all' }), TWO]],
    ['for another method', [controllerAt('Neutral', { version: VERSION_NEUTRAL, method: Put }), TWO]],
    ['of a controller for another host', [controllerAt('Neutral', { version: VERSION_NEUTRAL, host: 'a.example' }), TWO]], // prettier-ignore
    ['one of several versions', [controllerAt('Neutral', { version: ['1', VERSION_NEUTRAL] }), TWO]],
    ['the neutral one of a list', [controllerAt('Neutral', { version: [VERSION_NEUTRAL] }), TWO]],
  ])('is in order %s', async (_name, controllers) => {
    expect(await found(controllers)).toEqual([]);
  });

  it('is in order where the path has the version', async () => {
    const configure: BootInit['configure'] = (app) => void app.enableVersioning();
    expect(await found([NEUTRAL, TWO], { configure })).toEqual([]);
  });

  it('answers on Fastify, which asks for the version first', async () => {
    const controllers = [NEUTRAL, TWO];
    await using app = await startGuardedApp({ platform: 'fastify', controllers, configure: HEADER });
    const headers = { 'x-version': '2' };
    const answer = await app.request('GET', '/n/1', { headers, as: 'alice', scope: 'read' });
    expect(await answer.text()).toBe('Two');
  });

  it('answers on Express behind a list that has the neutral version, as the boot takes for granted', async () => {
    const controllers = [controllerAt('Neutral', { version: [VERSION_NEUTRAL] }), TWO];
    await using app = await startGuardedApp({ platform: 'express', controllers, configure: HEADER });
    const headers = { 'x-version': '2' };
    const answer = await app.request('GET', '/n/1', { headers, as: 'alice', scope: 'read' });
    expect(await answer.text()).toBe('Two');
  });
});
