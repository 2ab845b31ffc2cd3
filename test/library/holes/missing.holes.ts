import { All, applyDecorators, Controller, Get, Injectable, Module, Post, Scope } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Public, Scopes } from 'nestjs-zero-trust';
import { inController, type Hole } from './hole.js';

@Controller('a')
class Missing {
  @Get() list(): void {}
}
@Controller('a')
class Declared {
  @Get() @Scopes('a:read') list(): void {}
}

@Controller('a')
class MissingOnOne {
  @Get() @Scopes('a:read') list(): void {}
  @Post() create(): void {}
}
@Controller('a')
class DeclaredOnBoth {
  @Get() @Scopes('a:read') list(): void {}
  @Post() @Scopes('a:write') create(): void {}
}

@Controller('a')
class MissingOnAll {
  @All('any') any(): void {}
}
@Controller('a')
class DeclaredOnAll {
  @All('any') @Scopes('a:any') any(): void {}
}

@Controller({ path: 'a', scope: Scope.REQUEST })
class MissingPerRequest {
  @Get() list(): void {}
}
@Controller({ path: 'a', scope: Scope.REQUEST })
class DeclaredPerRequest {
  @Get() @Scopes('a:read') list(): void {}
}

const Forgetful = () => applyDecorators(Get('composed'));
const Careful = () => applyDecorators(Get('composed'), Scopes('a:read'));
@Controller('a')
class Composed {
  @Forgetful() list(): void {}
}
@Controller('a')
class ComposedWithControl {
  @Careful() list(): void {}
}

@Controller('a')
class PublicWithoutReason {
  @Get() @Public('') list(): void {}
}
@Controller('a')
class PublicWithReason {
  @Get() @Public('the price list is printed, too') list(): void {}
}

@Controller('a')
class EmptyScopes {
  @Get() @Scopes(...([] as unknown as [string])) list(): void {}
}

@Controller('a')
class TwoScopesInOne {
  @Get() @Scopes('a:read a:write') list(): void {}
}

@Controller('a')
class Replaced {
  constructor() {
    // What Nest calls is the instance's own function, on which nothing stands.
    Object.assign(this, { list: () => undefined });
  }
  @Get() @Scopes('a:read') list(): void {}
}

@Module({})
class DynamicHost {}

@Module({ controllers: [Missing] })
class MissingModule {}
@Module({ controllers: [Declared] })
class DeclaredModule {}

@Injectable()
@Scopes('a:read')
class GuardedService {
  list(): void {}
}
@Injectable()
class PlainService {
  list(): void {}
}

const NOTHING = 'declares nothing about who may call it';

/** Nothing is declared, or nothing that counts. */
export const MISSING_HOLES: readonly Hole[] = [
  inController('a handler without a word', { where: 'Missing.list (GET /a)', problem: NOTHING }, [
    Missing,
    Declared,
  ]),
  inController('one handler of several', { where: 'MissingOnOne.create (POST /a)', problem: NOTHING }, [
    MissingOnOne,
    DeclaredOnBoth,
  ]),
  inController('@All', { where: 'MissingOnAll.any (ALL /a/any)', problem: NOTHING }, [
    MissingOnAll,
    DeclaredOnAll,
  ]),
  inController('a request-scoped controller', { where: 'MissingPerRequest.list', problem: NOTHING }, [
    MissingPerRequest,
    DeclaredPerRequest,
  ]),
  inController('a composed decorator', { where: 'Composed.list (GET /a/composed)', problem: NOTHING }, [
    Composed,
    ComposedWithControl,
  ]),
  inController(
    '@Public without a reason',
    { where: 'PublicWithoutReason.list', problem: 'gives no reason' },
    [PublicWithoutReason, PublicWithReason],
  ),
  inController('@Scopes() without a scope', { where: 'EmptyScopes.list', problem: 'names no valid scope' }, [
    EmptyScopes,
    Declared,
  ]),
  inController('two scopes in one text', { where: 'TwoScopesInOne.list', problem: 'names no valid scope' }, [
    TwoScopesInOne,
    DeclaredOnBoth,
  ]),
  inController('a handler that the instance replaces', { where: 'Replaced.list', problem: NOTHING }, [
    Replaced,
    Declared,
  ]),
  {
    name: 'a controller of a dynamic module',
    where: 'Missing.list (GET /a)',
    problem: NOTHING,
    hole: { imports: [{ module: DynamicHost, controllers: [Missing] }] },
    twin: { imports: [{ module: DynamicHost, controllers: [Declared] }] },
  },
  {
    name: 'a controller below a prefix of RouterModule',
    where: 'Missing.list (GET /admin/a)',
    problem: NOTHING,
    hole: { imports: [MissingModule, RouterModule.register([{ path: 'admin', module: MissingModule }])] },
    twin: { imports: [DeclaredModule, RouterModule.register([{ path: 'admin', module: DeclaredModule }])] },
  },
  {
    name: 'a route below the global prefix',
    where: 'Missing.list (GET /api/a)',
    problem: NOTHING,
    hole: { controllers: [Missing], configure: (app) => app.setGlobalPrefix('api') },
    twin: { controllers: [Declared], configure: (app) => app.setGlobalPrefix('api') },
  },
  {
    name: 'a route that is excluded from the global prefix',
    where: 'Missing.list (GET /a)',
    problem: NOTHING,
    hole: { controllers: [Missing], configure: (app) => app.setGlobalPrefix('api', { exclude: ['a'] }) },
    twin: { controllers: [Declared], configure: (app) => app.setGlobalPrefix('api', { exclude: ['a'] }) },
  },
  {
    name: 'scopes on a service instead of the controller',
    where: 'GuardedService',
    problem: '@Scopes stands on a class that is no controller',
    hole: { controllers: [Declared], providers: [GuardedService] },
    twin: { controllers: [Declared], providers: [PlainService] },
  },
];
