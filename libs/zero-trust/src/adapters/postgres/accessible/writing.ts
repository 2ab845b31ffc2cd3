import type { AuthorizationModel } from '../../../authorization/relationships/model/authorization-model.js';
import { NotExpressible } from './not-expressible.js';
import { TUPLES_ALIAS } from './row-column.js';

/** Tuples that one statement may look at: beyond it, a list of ids would be quicker. */
const MAX_LOOKUPS = 32;
/** Parts of relations that one statement may be written from: those without a look-up count too. */
const MAX_STEPS = 1_000;

/** One statement that is being written about one subject. */
export class Writing {
  #lookups = 0;
  #steps = 0;

  constructor(
    readonly model: AuthorizationModel,
    /** `type:id`; neither a userset nor everyone of a type. */
    readonly subject: string,
  ) {}

  /** A name for one more look at the tuples. @throws {NotExpressible} when there are too many, as for recursion */
  nextAlias(): string {
    this.#lookups += 1;
    if (this.#lookups > MAX_LOOKUPS) throw new NotExpressible('there are too many ways to the relation');
    return `${TUPLES_ALIAS}${this.#lookups}`;
  }

  /** One more part of a relation is read. @throws {NotExpressible} when there are too many */
  countStep(): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) throw new NotExpressible('the relation is made of too many parts');
  }
}
