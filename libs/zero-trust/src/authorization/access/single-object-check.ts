import { AccessedObject, type ResourceSource } from '../../kernel/accessed-object.js';
import type { Allow, Decision } from '../../kernel/decision.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RelationshipEngine } from '../relationships/relationship-engine.port.js';
import { askOne, NOBODY, type Answer } from './engine-questions.js';
import { isObjectId } from './object-id.js';
import type { ObjectIdReader } from './object-ids.reader.js';
import { refuseAccess } from './refuse-access.js';
import { malformed } from './refusals.js';

/** One relation on one object that the path or a header names, without values for conditions. */
export interface SingleObjectCheckInit {
  readonly relation: string;
  readonly type: string;
  readonly read: ObjectIdReader;
  /** The relation without which an object of this type is hidden; `undefined` if the type never is. */
  readonly visibleBy: string | undefined;
  readonly source: ResourceSource;
  readonly engine: RelationshipEngine;
  /** The answer if the caller has the relation. */
  readonly granted: Allow;
}

/** What `AccessCheck` does, for the case of nearly every route: apart, for it is on the way of every request. */
export class SingleObjectCheck {
  constructor(private readonly init: SingleObjectCheckInit) {}

  run(context: RequestContext): MaybePromise<Decision> {
    const { read, type, source, engine, relation } = this.init;
    const id = read(context.request);
    if (!isObjectId(id)) return this.malformed();
    const object = new AccessedObject(type, id, source);
    const subject = context.principal?.graphSubject ?? NOBODY;
    const answer = askOne(engine, { subject, relation, object: object.ref });
    return isPromise(answer)
      ? answer.then((settled) => this.judge(context, object, settled))
      : this.judge(context, object, answer);
  }

  /** Called for each request, hence plain parameters. */
  private judge(context: RequestContext, object: AccessedObject, answer: Answer): MaybePromise<Decision> {
    if (answer.granted) {
      context.objects.push(object);
      return this.init.granted;
    }
    const { engine, relation, visibleBy } = this.init;
    const subject = context.principal?.graphSubject ?? NOBODY;
    return refuseAccess(engine, { query: { subject, relation, object: object.ref }, answer, visibleBy });
  }

  private malformed(): Decision {
    const { type, relation, visibleBy } = this.init;
    return malformed({ type, relation, isList: false, isHidden: visibleBy !== undefined });
  }
}
