import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccessedObject } from '../../kernel/accessed-object.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import { notFound } from '../../kernel/not-found.js';
import { RequestContext } from '../../kernel/request-context.js';

/**
 * Hands the handler the object that `@CanAccess` granted, loaded at most once per request by the application's
 * `@LoadsResource(type)` provider. With a type, the first granted object of that type.
 *
 * @throws {@link AccessDeniedError} `ZT_NOT_FOUND` if there is no such object
 * @example
 * findOne(@Resource() order: Order) { return order; }
 */
export const Resource = createParamDecorator(
  (type: string | undefined, _context: ExecutionContext): MaybePromise<unknown> => {
    const objects = RequestContext.current()?.objects ?? [];
    const object = type === undefined ? objects[0] : objects.find((granted) => granted.type === type);
    return chain(object?.resource(), (resource) => {
      if (resource !== undefined && resource !== null) return resource;
      throw new AccessDeniedError(notFound(`no resource behind ${object?.ref ?? 'the request'}`));
    });
  },
);

/**
 * Hands the handler every object of a list that `@CanAccess` granted, each loaded at most once per request. With a type,
 * the granted objects of that type.
 *
 * @throws {@link AccessDeniedError} `ZT_NOT_FOUND` if one of them is not there
 * @example
 * closeAll(@Resources('order') orders: Order[]) { … }
 */
export const Resources = createParamDecorator(
  (type: string | undefined, _context: ExecutionContext): Promise<readonly unknown[]> => {
    const objects = RequestContext.current()?.objects ?? [];
    const chosen = objects.filter((object) => type === undefined || object.type === type);
    return Promise.all(chosen.map(loaded));
  },
);

async function loaded(object: AccessedObject): Promise<unknown> {
  const resource = await object.resource();
  if (resource !== undefined && resource !== null) return resource;
  throw new AccessDeniedError(notFound(`no resource behind ${object.ref}`));
}
