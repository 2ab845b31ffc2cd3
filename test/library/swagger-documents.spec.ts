import {
  All,
  Body,
  Controller,
  Get,
  Post,
  UseGuards,
  VERSION_NEUTRAL,
  VersioningType,
  type INestApplication,
  type Type as Class,
} from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiExtraModels,
  ApiOperation,
  ApiProperty,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Type } from 'class-transformer';
import { IsInt } from 'class-validator';
import { Public, Returns, Scopes, Sunset, Visible, ZeroTrustGuard, ZeroTrustModule } from 'nestjs-zero-trust';
import {
  documentationRoutes,
  zeroTrustDocument,
  type ZeroTrustDocumentOptions,
} from 'nestjs-zero-trust/swagger';
import { describe, expect, it } from 'vitest';
import { controllerWith, problems, validOptions } from './support/boot.js';
import { createApp, PLATFORMS, startGuardedApp } from './support/guarded-app.js';
import { documentOf } from './support/read-document.js';

const ONE = { version: '1', path: 'prices' };
const TWO = { version: '2', path: 'prices' };

@Controller(ONE)
class OldPrices {
  @Get()
  @Scopes('new', 'old')
  @Sunset('2999-01-01')
  @ApiOperation({ summary: 'prices of old' })
  list(): string {
    return '';
  }
}

@Controller(TWO)
class NewPrices {
  @Get() @Scopes('new') @ApiOperation({ summary: 'prices of today' }) list(): string {
    return '';
  }
}

@Controller({ version: VERSION_NEUTRAL, path: 'news' })
class News {
  @All('*rest') @Public('news are for everybody') all(): string {
    return '';
  }

  @Post(['first', 'second']) @Scopes('news') two(): string {
    return '';
  }
}

/** What tells the versions of a route apart. */
const told = (operation: object | undefined): object | undefined => {
  if (operation === undefined) return undefined;
  const { summary, security, deprecated = false, operationId } = operation as Record<string, unknown>;
  const [first] = security as readonly { readonly bearer?: unknown }[];
  return { summary, bearer: first?.bearer, deprecated, operationId };
};

const OLD = { summary: 'prices of old', bearer: ['new', 'old'], deprecated: true };
const NEW = { summary: 'prices of today', bearer: ['new'], deprecated: false };

describe('a document of versions', () => {
  const controllers = [NewPrices, OldPrices, News];

  it('has each at its path, where the path tells them apart', async () => {
    const { paths } = await documentOf({ controllers });
    expect(told(paths['/v1/prices']?.['get'])).toMatchObject(OLD);
    expect(told(paths['/v2/prices']?.['get'])).toMatchObject(NEW);
    const { paths: ofTwo } = await documentOf({ controllers }, { version: '2' });
    expect(ofTwo['/v1/prices']).toBeUndefined();
    expect(told(ofTwo['/v2/prices']?.['get'])).toMatchObject(NEW);
    expect(ofTwo).toHaveProperty('/news/first');
  });

  it.each([
    { type: VersioningType.HEADER, header: 'api-version' },
    { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    { type: VersioningType.CUSTOM, extractor: () => '1' },
  ] as const)('is of one version, or of the newest, where $type tells them apart', async (versioning) => {
    const configure = (app: INestApplication) => void app.enableVersioning(versioning);
    for (const order of [controllers, controllers.toReversed()]) {
      const at = async (version?: string) =>
        told((await documentOf({ controllers: order, configure }, { version })).paths['/prices']?.['get']);
      expect(await at('1')).toMatchObject(OLD);
      expect(await at('2')).toMatchObject(NEW);
      expect(await at()).toMatchObject(NEW);
      expect(await at('3')).toBeUndefined();
    }
  });
});

describe('the document', () => {
  const config = new DocumentBuilder().setTitle('Test').setVersion('1').build();

  it('is valid OpenAPI 3.1, whatever the version of its beginning', async () => {
    const document = await documentOf({ controllers: [OldPrices, NewPrices, News] });
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  });

  it('describes every method of a handler of all, and every path of a handler of several', async () => {
    const { paths } = await documentOf({ controllers: [News] });
    expect(
      Object.entries(paths['/news/{rest}'] ?? {}).map(([method, { security }]) => [method, security]),
    ).toEqual(['get', 'post', 'put', 'delete', 'patch', 'options', 'head'].map((method) => [method, []]));
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/news/first', '/news/second']));
  });

  it('takes over how the application describes a way to sign in', async () => {
    await using guarded = await startGuardedApp({ controllers: [NewPrices] });
    const flows = {
      clientCredentials: { tokenUrl: 'https://auth.example.com/token', scopes: { new: 'read' } },
    };
    const own = new DocumentBuilder().addSecurity('openId', { type: 'oauth2', flows }).build();
    const { components } = zeroTrustDocument(guarded.app, own);
    expect(components?.securitySchemes).toMatchObject({
      openId: { type: 'oauth2', flows },
      bearer: { type: 'http', scheme: 'bearer' },
    });
  });

  it('names the issuers, each with where it describes itself', async () => {
    const issuers = ['https://one.example', 'https://two.example/tenant/'].map((issuer) => ({
      issuer,
      audience: 'https://api.example.com',
      sharesSubjects: true,
    }));
    const { components, paths } = await documentOf({
      controllers: [NewPrices],
      options: { identity: { issuers } },
    });
    expect(components['securitySchemes']).toMatchObject({
      openId1: { openIdConnectUrl: 'https://one.example/.well-known/openid-configuration' },
      openId2: { openIdConnectUrl: 'https://two.example/tenant/.well-known/openid-configuration' },
    });
    expect(paths['/v2/prices']?.['get']?.['security']).toEqual(
      expect.arrayContaining([{ openId1: ['new'] }, { openId2: ['new'] }]),
    );
  });

  it('names no address that a page would load, where it is told so', async () => {
    const document = await documentOf({ controllers: [NewPrices] }, { discovery: false });
    expect(JSON.stringify(document)).not.toContain('openid-configuration');
    const scopes = ['new'];
    expect(document.paths['/v2/prices']?.['get']?.['security']).toEqual([
      { bearer: scopes },
      { dpop: scopes, dpopProof: [] },
    ]);
  });

  it('leaves alone what no plan covers, where guards are bound by hand', async () => {
    @Controller('open')
    class Open {
      @Get() @ApiOperation({ security: [{ basic: [] }] }) find(): string {
        return '';
      }
    }
    @Controller('guarded')
    @UseGuards(ZeroTrustGuard)
    class Guarded {
      @Get() @Scopes('guarded') find(): string {
        return '';
      }
    }
    const { paths } = await documentOf({ controllers: [Open, Guarded], options: { global: false } });
    expect(paths['/guarded']?.['get']?.['security']).toContainEqual({ bearer: ['guarded'] });
    expect(paths['/open']?.['get']).toMatchObject({ security: [{ basic: [] }] });
    expect(paths['/open']?.['get']?.responses).not.toHaveProperty('401');
  });

  it('cannot be made of an application that has not been initialized', async () => {
    const app = await createApp({
      controllers: [NewPrices],
      imports: [ZeroTrustModule.forRoot(validOptions())],
    });
    expect(() => zeroTrustDocument(app, config)).toThrow(
      /before the application was initialized.*app\.init\(\)/s,
    );
    await app.close();
  });
});

describe('classes of routes that a document leaves out', () => {
  class Cents {
    @Visible() readonly cents!: number;
  }
  class Salary {
    @Visible() @Type(() => Cents) @ApiProperty({ type: () => Cents }) readonly paid!: Cents;
  }
  class Notice {
    @ApiProperty({ type: () => Sender }) readonly from!: unknown;
  }
  class Sender {
    @ApiProperty() readonly name!: string;
  }
  class Wage {
    @IsInt() readonly hours!: number;
  }

  @Controller('payroll')
  @Scopes('payroll')
  class Payroll {
    @Get() @ApiExcludeEndpoint() @Returns(Salary) hidden(): void {}
    @Post() @ApiExcludeEndpoint() set(@Body() _body: Wage): void {}
    @Get('open') @ApiExtraModels(Notice) open(): void {}
  }

  @Controller({ path: 'salaries', version: '1' })
  @Scopes('payroll')
  class Salaries {
    @Get() @Returns(Salary) list(): void {}
  }

  const classes = async (controllers: readonly Class[], options: ZeroTrustDocumentOptions = {}) =>
    Object.keys((await documentOf({ controllers }, options)).components['schemas'] ?? {}).toSorted();

  it('are not in it, unless they are asked for or referred to elsewhere', async () => {
    const always = ['InputProblem', 'Notice', 'Problem', 'Sender'];
    expect(await classes([Payroll])).toEqual(always);
    expect(await classes([Payroll, Salaries], { version: '2' })).toEqual(always);
    expect(await classes([Payroll, Salaries])).toEqual(['Cents', ...always.slice(0, 3), 'Salary', 'Sender']);
    expect(await classes([Payroll], { extraModels: [Wage] })).toEqual([...always, 'Wage']);
  });
});

describe.each(PLATFORMS)('on %s the page of SwaggerModule', (platform) => {
  const configure = (app: INestApplication): void => {
    const config = new DocumentBuilder().build();
    SwaggerModule.setup('api/docs', app, () => zeroTrustDocument(app, config), { raw: ['json'] });
  };
  const controllers = [controllerWith('secret', Scopes('secret'))];

  it('keeps an application that does not name it from starting', async () => {
    expect(await problems({ platform, controllers, configure })).toContainEqual(
      expect.stringContaining('/api/docs: is a route of the adapter itself, which no stage guards'),
    );
  });

  it('is served with what belongs to it, and opens nothing else', async () => {
    const rawRoutes = documentationRoutes('api/docs', 'everybody may read it');
    await using app = await startGuardedApp({ platform, controllers, configure, options: { rawRoutes } });
    const status = async (path: string): Promise<number> => (await app.request('GET', path)).status;
    expect(await status('/api/docs')).toBe(200);
    expect(await status('/api/docs/swagger-ui-bundle.js')).toBe(200);
    const document = (await (await app.request('GET', '/api/docs-json')).json()) as {
      readonly paths: object;
    };
    expect(Object.keys(document.paths)).toContain('/orders/secret');
    expect(await status('/orders/secret')).toBe(401);
    expect(await status('/api/docs-yaml')).toBe(404);
    expect(await status('/api/docs%2f..%2f..%2forders/secret')).toBe(404);
    expect(await status('/api')).toBe(404);
  });
});

describe('documentationRoutes()', () => {
  it('names the page however its path is written', () => {
    const routes = { '/docs': 'why', '/docs/*': 'why', '/docs-json': 'why' };
    for (const path of ['docs', '/docs', 'docs/', '//docs']) {
      expect(documentationRoutes(path, 'why')).toEqual(routes);
    }
  });

  it.each(['', '/', '//'])('opens no whole application: %j', (path) => {
    expect(() => documentationRoutes(path, 'why')).toThrow(/needs a path of its own/);
  });
});
