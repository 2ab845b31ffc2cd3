import type { ReadRequestTupleKey } from '@openfga/sdk';
import { parseObject } from '../../authorization/relationships/names.js';
import type {
  RelationshipQuestionOptions,
  TupleFilter,
} from '../../authorization/relationships/relationship-engine.port.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import type { OpenFgaStore } from './openfga-store.js';
import { eachItem } from './pages.js';

/** What to read, and from where. */
export interface TupleReading {
  readonly store: OpenFgaStore;
  /** The types that tuples can be about. */
  readonly types: readonly string[];
  readonly filter: TupleFilter;
  readonly options: RelationshipQuestionOptions;
}

/** Every stored tuple that fits the filter. */
export async function readTuples({ store, types, filter, options }: TupleReading): Promise<readonly Tuple[]> {
  const found: Tuple[] = [];
  for (const key of serverKeys(filter, types)) {
    for await (const tuple of eachItem((token) => store.readPage({ ...options, key, token }))) {
      if (fits(tuple, filter)) found.push(tuple);
    }
  }
  return found;
}

/** The server looks tuples up by object, or by type and subject together; anything else is read whole and sifted here. */
function serverKeys(
  { object, subject, relation, type }: TupleFilter,
  types: readonly string[],
): readonly (ReadRequestTupleKey | undefined)[] {
  const rest = {
    ...(subject !== undefined && { user: subject }),
    ...(relation !== undefined && { relation }),
  };
  if (object !== undefined) return [{ object, ...rest }];
  if (subject === undefined) return [undefined];
  return (type === undefined ? types : [type]).map((name) => ({ object: `${name}:`, ...rest }));
}

function fits(tuple: Tuple, { object, subject, relation, type }: TupleFilter): boolean {
  return (
    (object === undefined || object === tuple.object) &&
    (subject === undefined || subject === tuple.subject) &&
    (relation === undefined || relation === tuple.relation) &&
    (type === undefined || type === parseObject(tuple.object).type)
  );
}
