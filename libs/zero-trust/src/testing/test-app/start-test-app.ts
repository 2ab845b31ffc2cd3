import type { DynamicModule, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { memoryAuditSink } from '../../audit/memory-audit-sink.js';
import { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import { GIVEN_OPTIONS } from '../../given-options.token.js';
import { RESOLVED_OPTIONS } from '../../resolved-options.token.js';
import type { ZeroTrustOptions } from '../../zero-trust.options.js';
import { frozenClock, type FrozenClock } from './frozen-clock.js';
import { TestApp } from './test-app.js';
import { TestAppError } from './test-app.error.js';
import type { TestAppOptions } from './test-app.options.js';
import { TestCertificates } from './test-certificates.js';
import { TestIssuers } from './test-issuers.js';
import { optionsInWorld, type TestWorld } from './test-world.js';
import { writeTuples } from './tuple-lines.js';

type RootModule = DynamicModule | Promise<DynamicModule> | Type;

/**
 * Starts an application as it is, on a loopback port, in a world of its own: issuers in this process under the names that it
 * trusts, relationships in memory by its own model, a clock that stands still, its audit records to look into. It need not
 * know of any of that. Close it after use.
 *
 * @param root the module that `main.ts` gives to `NestFactory.create`
 * @throws {TestAppError} when `ZeroTrustModule` is not imported, or a line of `tuples` is wrong
 * @throws {@link BootError} when the application would not start either
 * @example
 * const api = await startTestApp(AppModule, { tuples: ['user:bob viewer order:1'] });
 * const { status } = await api.as('bob', { scope: 'orders:read' }).get('/orders/1');
 * await api.close();
 */
export async function startTestApp(root: RootModule, options: TestAppOptions = {}): Promise<TestApp> {
  const clock = frozenClock(options.now);
  const issuers = new TestIssuers(clock);
  const certificates = new TestCertificates(clock);
  const world = { clock, audit: memoryAuditSink(), issuers, certificates, options: options.options };
  try {
    const app = await startInWorld({ root, options, world });
    return new TestApp({ ...world, app });
  } catch (error) {
    await issuers.close();
    await certificates.close();
    throw error;
  }
}

interface Start {
  readonly root: RootModule;
  readonly options: TestAppOptions;
  readonly world: TestWorld & { readonly clock: FrozenClock };
}

async function startInWorld(start: Start): Promise<INestApplication> {
  const { options } = start;
  const app = create(await compile(start), options);
  try {
    if (options.tuples !== undefined)
      await writeTuples(app.get<RelationshipEngine>(RelationshipEngine), options.tuples);
    await options.configure?.(app);
    return await app.listen(0, '127.0.0.1').then(() => app);
  } catch (error) {
    await app.close();
    throw error;
  }
}

function create(testing: TestingModule, { adapter, nest }: TestAppOptions): INestApplication {
  const settings: NestApplicationOptions = { logger: false, forceCloseConnections: true, ...nest };
  return adapter === undefined
    ? testing.createNestApplication(settings)
    : testing.createNestApplication(adapter, settings);
}

async function compile({ root, options, world }: Start): Promise<TestingModule> {
  const { Test } = await nestTesting();
  let isImported = false;
  const builder = Test.createTestingModule({ imports: [root] })
    .overrideProvider(RESOLVED_OPTIONS)
    .useFactory({
      inject: [GIVEN_OPTIONS],
      factory: (own: ZeroTrustOptions) => {
        isImported = true;
        return optionsInWorld(own, world);
      },
    });
  await options.overrides?.(builder);
  const testing = await builder.compile();
  if (isImported) return testing;
  await testing.close();
  throw new TestAppError(
    'startTestApp() was given a module that does not import ZeroTrustModule. Pass the root module, the one that main.ts starts, and import ZeroTrustModule.forRoot() there.',
  );
}

/** Loaded only here: the other test tools do without it. */
async function nestTesting(): Promise<typeof import('@nestjs/testing')> {
  try {
    return await import('@nestjs/testing');
  } catch (error) {
    throw new TestAppError('startTestApp() needs @nestjs/testing: npm install --save-dev @nestjs/testing', {
      cause: error,
    });
  }
}
