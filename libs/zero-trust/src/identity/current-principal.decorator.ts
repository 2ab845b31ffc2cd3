import { createParamDecorator } from '@nestjs/common';
import { RequestContext } from '../kernel/request-context.js';

/**
 * Gives a handler the verified {@link Principal}; `undefined` on public routes.
 *
 * @example
 * findMine(@CurrentPrincipal() principal: Principal) {}
 */
export const CurrentPrincipal = createParamDecorator(() => RequestContext.current()?.principal);
