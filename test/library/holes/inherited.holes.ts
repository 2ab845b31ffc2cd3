import { Controller, Delete, Get } from '@nestjs/common';
import { CanAccess, Public, Scopes, StepUp } from 'nestjs-zero-trust';
import { inController, type Hole } from './hole.js';

abstract class Open {
  @Get('list') list(): void {}
}
abstract class Closed {
  @Get('list') @Scopes('crud:read') list(): void {}
  @Delete(':id')
  @Scopes('crud:write')
  @CanAccess('editor', 'order')
  @StepUp({ maxAgeSeconds: 300 })
  remove(): void {}
}

@Controller('a')
class InheritsOpen extends Open {}
@Controller('a')
class InheritsClosed extends Closed {}

@Controller('a')
@Scopes('a')
class LosesScopes extends Closed {
  @Get('list') override list(): void {}
}
@Controller('a')
@Scopes('a')
class KeepsScopes extends Closed {
  @Get('list') @Scopes('a:read') override list(): void {}
}

@Controller('a')
class LosesStepUp extends Closed {
  @Delete(':id') @Scopes('crud:write') @CanAccess('editor', 'order') override remove(): void {}
}
@Controller('a')
class KeepsStepUp extends Closed {
  @Delete(':id')
  @Scopes('crud:write')
  @CanAccess('editor', 'order')
  @StepUp({ maxAgeSeconds: 60 })
  override remove(): void {}
}

@Controller('a')
@Scopes('a')
class LosesObject extends Closed {
  @Delete('latest') @Scopes('crud:write') @StepUp({ maxAgeSeconds: 300 }) override remove(): void {}
}

@Controller('a')
class LosesRoute extends Closed {
  override list(): void {}
}

@Controller('a')
class OpensOnPurpose extends Closed {
  @Get('list') @Public('the list is printed, too') override list(): void {}
}

abstract class Middle extends Closed {}
@Controller('a')
@Scopes('a')
class LosesThroughTwo extends Middle {
  @Get('list') override list(): void {}
}

/** Lost on the way from a base class. */
export const INHERITED_HOLES: readonly Hole[] = [
  inController(
    'an open handler of a base class',
    { where: 'InheritsOpen.list (GET /a/list)', problem: 'declares nothing' },
    [InheritsOpen, InheritsClosed],
  ),
  inController(
    'an override that loses its scopes, below a class that has some',
    { where: 'LosesScopes.list', problem: 'loses its @Scopes' },
    [LosesScopes, KeepsScopes],
  ),
  inController(
    'an override that loses its step-up',
    { where: 'LosesStepUp.remove', problem: 'loses its @StepUp' },
    [LosesStepUp, KeepsStepUp],
  ),
  inController(
    'an override that loses its object',
    { where: 'LosesObject.remove', problem: 'loses its @CanAccess' },
    [LosesObject, KeepsStepUp],
  ),
  inController('an override without its route', { where: 'LosesRoute.list', problem: 'the route is gone' }, [
    LosesRoute,
    OpensOnPurpose,
  ]),
  inController(
    'an override two classes further down',
    { where: 'LosesThroughTwo.list', problem: 'overrides Closed.list' },
    [LosesThroughTwo, KeepsScopes],
  ),
];
