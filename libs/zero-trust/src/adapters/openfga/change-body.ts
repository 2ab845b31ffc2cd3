import {
  WriteRequestDeletesOnMissing,
  WriteRequestWritesOnDuplicate,
  type WriteRequestDeletes,
  type WriteRequestWrites,
} from '@openfga/sdk';
import type { WriteOptions } from '../../authorization/relationships/relationship-engine.port.js';
import type { JudgedChange } from '../../authorization/relationships/remote/question-rules.js';
import { plainTupleKey, tupleKey } from './question-body.js';

const DUPLICATE = {
  error: WriteRequestWritesOnDuplicate.Error,
  ignore: WriteRequestWritesOnDuplicate.Ignore,
} as const;

const MISSING = {
  error: WriteRequestDeletesOnMissing.Error,
  ignore: WriteRequestDeletesOnMissing.Ignore,
} as const;

/** Part of a request body. */
export interface ChangeBody {
  readonly writes?: WriteRequestWrites;
  readonly deletes?: WriteRequestDeletes;
}

/** A change as the API takes it, which knows no empty lists. */
export function changeBody(
  { writes, deletes }: JudgedChange,
  { onDuplicate = 'error', onMissing = 'error' }: WriteOptions,
): ChangeBody {
  return {
    ...(writes.length > 0 && {
      writes: { tuple_keys: writes.map(tupleKey), on_duplicate: DUPLICATE[onDuplicate] },
    }),
    ...(deletes.length > 0 && {
      deletes: { tuple_keys: deletes.map(plainTupleKey), on_missing: MISSING[onMissing] },
    }),
  };
}

/** Whether a change that may have happened can be sent again without reporting its own effect as a conflict. */
export function isRepeatable(
  { writes, deletes }: JudgedChange,
  { onDuplicate, onMissing }: WriteOptions,
): boolean {
  return (
    (writes.length === 0 || onDuplicate === 'ignore') && (deletes.length === 0 || onMissing === 'ignore')
  );
}
