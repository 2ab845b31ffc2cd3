import { Controller, Get, Injectable } from '@nestjs/common';
import { CanAccess, permit, Policy, Scopes, type AccessPolicy } from 'nestjs-zero-trust';
import { inController, type Hole } from './hole.js';

@Injectable()
class Permits implements AccessPolicy {
  evaluate() {
    return permit();
  }
}

@Controller('a')
class OnHelper {
  @Get() @Scopes('a:read') list(): void {
    this.find();
  }
  @Policy(Permits) private find(): void {}
}
@Controller('a')
class OnHandler {
  @Get() @Scopes('a:read') @Policy(Permits) list(): void {
    this.find();
  }
  private find(): void {}
}

@Controller('a')
class OnNeighbour {
  @Get() @Scopes('a:read') list(): void {}
  @CanAccess('viewer', 'order') byId(): void {}
}
@Controller('a')
class OnRightMethod {
  @Get(':id') @Scopes('a:read') @CanAccess('viewer', 'order') list(): void {}
  byId(): void {}
}

@Controller('a')
class OnStatic {
  @Scopes('a:admin') static rebuild(): void {}
  @Get() @Scopes('a:read') list(): void {}
}

@Controller('a')
class OnGetter {
  @Get() @Scopes('a:read') list(): void {}
  @Scopes('a:admin') get all(): string {
    return 'all';
  }
}

const HIDDEN = Symbol('hidden');
@Controller('a')
class OnSymbol {
  @Get() @Scopes('a:read') list(): void {}
  @Get('hidden') @Scopes('a:admin') [HIDDEN](): void {}
}

@Controller('a')
class WithoutStrays {
  static rebuild(): void {}
  @Get() @Scopes('a:read') list(): void {}
  get all(): string {
    return 'all';
  }
  [HIDDEN](): void {}
}

abstract class Crud {
  @Get('list') @Scopes('crud:read') list(): void {}
}
abstract class CrudWithHelper {
  @Get('list') @Scopes('crud:read') list(): void {}
  @Scopes('crud:admin') helper(): void {}
}
@Controller('a')
class InheritsHelper extends CrudWithHelper {}
@Controller('a')
class Inherits extends Crud {}

@Injectable()
class Service {
  @CanAccess('viewer', 'order') find(): void {}
}
@Injectable()
class CleanService {
  find(): void {}
}

const NO_HANDLER = 'stands on a method that is no handler';

/** Declared where nothing reads it. */
export const MISPLACED_HOLES: readonly Hole[] = [
  {
    ...inController(
      'a policy on a private helper',
      { where: 'OnHelper.find', problem: `@Policies ${NO_HANDLER}` },
      [OnHelper, OnHandler],
    ),
    hole: { controllers: [OnHelper], providers: [Permits] },
    twin: { controllers: [OnHandler], providers: [Permits] },
  },
  inController(
    '@CanAccess on the method beside',
    { where: 'OnNeighbour.byId', problem: `@CanAccess ${NO_HANDLER}` },
    [OnNeighbour, OnRightMethod],
  ),
  inController('scopes on a static method', { where: 'OnStatic.rebuild', problem: 'a static method' }, [
    OnStatic,
    WithoutStrays,
  ]),
  inController('scopes on a getter', { where: 'OnGetter', problem: 'a property or getter' }, [
    OnGetter,
    WithoutStrays,
  ]),
  inController('a handler named by a symbol', { where: 'OnSymbol.Symbol(hidden)', problem: NO_HANDLER }, [
    OnSymbol,
    WithoutStrays,
  ]),
  inController('a helper of a base class', { where: 'CrudWithHelper.helper', problem: NO_HANDLER }, [
    InheritsHelper,
    Inherits,
  ]),
  {
    name: '@CanAccess on a method of a service',
    where: 'Service.find',
    problem: NO_HANDLER,
    hole: { providers: [Service] },
    twin: { providers: [CleanService] },
  },
];
