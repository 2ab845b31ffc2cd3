import { Controller, Get, VersioningType } from '@nestjs/common';
import { Public, Scopes, WeakerThan } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

@Controller({ path: 'prices', version: '1' })
@WeakerThan('2', { reason: 'prices of last year', until: '2999-01-01' })
@WeakerThan('3', { reason: 'prices of last year', until: '2999-01-01' })
class OpenPrices {
  @Get() @Public('last year, printed in the catalogue') list(): string {
    return 'open';
  }
}

@Controller({ path: 'prices', version: '2' })
class GuardedPrices {
  @Get() @Scopes('prices:read') list(): string {
    return 'guarded';
  }
}

@Controller({ path: 'prices', version: '3' })
class OtherPrices {
  @Get() @Scopes('prices:read') list(): string {
    return 'same name';
  }
}

// Two classes of one name, as happens in larger applications.
Object.defineProperty(OtherPrices, 'name', { value: OpenPrices.name });

describe.each(PLATFORMS)('on %s versions by header', (platform) => {
  it('are each judged by their own plan, although one path has them all', async () => {
    await using app = await startGuardedApp({
      platform,
      // A guarded one first: what it asks must not be asked of the public one.
      controllers: [GuardedPrices, OpenPrices, OtherPrices],
      configure: (nest) => nest.enableVersioning({ type: VersioningType.HEADER, header: 'api-version' }),
    });
    const get = async (version: string, as?: string, scope?: string): Promise<number> => {
      const headers = { 'api-version': version };
      return (await app.request('GET', '/prices', { headers, as, scope })).status;
    };
    expect(await get('1')).toBe(200);
    expect(await get('2')).toBe(401);
    expect(await get('2', 'alice', 'prices:read')).toBe(200);
    expect(await get('3')).toBe(401);
    expect(await get('3', 'alice', 'other')).toBe(403);
    expect(await get('4', 'alice', 'prices:read')).toBe(404);
  });
});
