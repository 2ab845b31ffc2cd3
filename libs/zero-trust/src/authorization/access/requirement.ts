import type { RequestContext } from '../../kernel/request-context.js';
import type { ResourceLoader } from '../../kernel/resource-loader.port.js';
import type { ObjectIdsReader } from './object-ids.reader.js';

/** A requirement, ready to be checked. */
export interface CompiledRequirement {
  readonly relation: string;
  readonly type: string;
  readonly read: ObjectIdsReader;
  readonly isList: boolean;
  /** The relation without which an object of this type is hidden; `undefined` if the type never is. */
  readonly visibleBy: string | undefined;
  readonly loader: ResourceLoader | undefined;
  /** Gives the values for the conditions of the model; `undefined` if there are none. */
  readonly context: ((context: RequestContext) => Readonly<Record<string, unknown>>) | undefined;
}
