import { CanAccess, Public, Scopes, SenderConstrained, StepUp, Sunset, WeakerThan } from 'nestjs-zero-trust';
import { controllerWith } from '../support/boot.js';
import { inController, type Hole } from './hole.js';

const SCOPED = Scopes('orders:read');
const OPEN = Public('the price list is printed, too');
const GUARDED = controllerWith('', SCOPED);

function onRoute(name: string, problem: string, hole: ReturnType<typeof controllerWith>): Hole {
  return inController(name, { where: 'OrdersController.handle', problem }, [hole, GUARDED]);
}

/** Declarations of which one undoes the other, or that demand nothing. */
export const CONTRADICTION_HOLES: readonly Hole[] = [
  onRoute('@Public beside scopes', 'is @Public and restricted', controllerWith('', OPEN, SCOPED)),
  onRoute(
    '@Public beside an object',
    'is @Public and restricted',
    controllerWith(':id', OPEN, CanAccess('viewer', 'order')),
  ),
  onRoute(
    '@Public beside a step-up',
    'is @Public and demands a @StepUp',
    controllerWith('', OPEN, StepUp({ maxAgeSeconds: 60 })),
  ),
  onRoute(
    '@Public beside bound tokens',
    'is @Public and @SenderConstrained',
    controllerWith('', OPEN, SenderConstrained()),
  ),
  onRoute('a step-up that demands nothing', 'demands nothing', controllerWith('', SCOPED, StepUp({}))),
  onRoute(
    'a step-up without end',
    'no whole number above 0',
    controllerWith('', SCOPED, StepUp({ maxAgeSeconds: Infinity })),
  ),
  onRoute(
    'a sunset that is no date',
    'neither a date nor a known name',
    controllerWith('', SCOPED, Sunset('soon')),
  ),
  onRoute(
    'an excuse for a version that there is not',
    'excuses nothing',
    controllerWith('', SCOPED, WeakerThan('2', { reason: 'later', until: '2999-01-01' })),
  ),
];
