import { AccessDeniedError } from '../../kernel/errors.js';
import { notFound } from '../../kernel/not-found.js';

/**
 * For policies and handlers: what the request names is answered exactly like what does not exist (404), because the caller
 * may not learn that it does.
 *
 * @example
 * if (!(await this.belongsToCaller(id))) throw new ObjectHiddenError('of another organization');
 */
export class ObjectHiddenError extends AccessDeniedError {
  /** @param reason - for the audit record; the caller does not see it */
  constructor(reason: string, options?: ErrorOptions) {
    super(notFound(reason), options);
  }
}
