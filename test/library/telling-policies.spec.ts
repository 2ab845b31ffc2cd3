import { Controller, Get, Injectable } from '@nestjs/common';
import {
  anyOf,
  denied,
  not,
  ObjectHiddenError,
  Policy,
  ScopeMissingError,
  type AccessPolicy,
  type PolicyResult,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { startGuardedApp, PLATFORMS, type GuardedApp } from './support/guarded-app.js';

@Injectable()
class Hides implements AccessPolicy {
  evaluate(): PolicyResult {
    throw new ObjectHiddenError('of another tenant');
  }
}

@Injectable()
class WantsScope implements AccessPolicy {
  evaluate(): Promise<PolicyResult> {
    return Promise.reject(new ScopeMissingError('things:delete'));
  }
}

@Injectable()
class Denies implements AccessPolicy {
  evaluate(): PolicyResult {
    return denied('no');
  }
}

@Controller()
class ThingsController {
  @Get('hidden')
  @Policy(Hides)
  hidden(): string {
    return 'secret';
  }

  @Get('hidden-by-one')
  @Policy(anyOf(Denies, Hides))
  hiddenByOne(): string {
    return 'secret';
  }

  @Get('not-hidden')
  @Policy(not(Hides))
  notHidden(): string {
    return 'secret';
  }

  @Get('scope')
  @Policy(WantsScope)
  scope(): string {
    return 'secret';
  }
}

const start = (platform: (typeof PLATFORMS)[number]): Promise<GuardedApp> =>
  startGuardedApp({ platform, controllers: [ThingsController], providers: [Hides, WantsScope, Denies] });

describe.each(PLATFORMS)('a policy that tells more than no, on %s', (platform) => {
  it.each(['/hidden', '/hidden-by-one', '/not-hidden'])(
    'answers %s like a path that nothing serves, and keeps the reason in the audit record',
    async (path) => {
      await using guarded = await start(platform);
      const [hidden, absent] = [
        await guarded.request('GET', path, { as: 'alice' }),
        await guarded.request('GET', '/nowhere', { as: 'alice' }),
      ];
      const told = ({ status, headers }: Response, body: Record<string, unknown>) => {
        const { instance: _i, decisionId: _d, ...rest } = body;
        return { status, type: headers.get('content-type'), rest };
      };
      const hiddenBody = (await hidden.json()) as Record<string, unknown>;
      expect(told(hidden, hiddenBody)).toEqual(
        told(absent, (await absent.json()) as Record<string, unknown>),
      );
      expect(hidden.status).toBe(404);
      const record = guarded.records.find(({ decisionId }) => decisionId === hiddenBody['decisionId']);
      expect(record).toMatchObject({ stage: 'check-policies', reason: 'of another tenant' });
    },
  );

  it('names the scope that is missing, as @Scopes does', async () => {
    await using guarded = await start(platform);
    const answer = await guarded.request('GET', '/scope', { as: 'alice' });
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ZT_SCOPE_MISSING' }]);
    expect(answer.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope", scope="things:delete"',
    );
  });
});
