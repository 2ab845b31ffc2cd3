import { Logger } from '@nestjs/common';
import { deny } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { RequestContext } from '../../kernel/request-context.js';

const logger = new Logger('ZeroTrust');

/** What a handler answered is not what its route says that it returns: nothing of it leaves, and the log says why. */
export function unfilterable(reason: string): AccessDeniedError {
  logger.error(`An answer of ${RequestContext.current()?.action ?? 'a handler'} was held back: ${reason}.`);
  return new AccessDeniedError(
    deny({
      code: 'ZT_ANSWER_UNFILTERED',
      kind: 'internal',
      detail: 'An unexpected error occurred.',
      reason,
    }),
  );
}
