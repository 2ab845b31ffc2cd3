import { DependencyUnavailableError } from '../../../kernel/errors.js';
import type {
  ConsistencyToken,
  RelationshipQuestionOptions,
  TupleChange,
  WriteOptions,
  WriteResult,
} from '../relationship-engine.port.js';
import { planTupleChange } from './plan-tuple-change.js';
import { TupleIndex } from './tuple-index.js';
import type { TupleStore } from './tuple-store.port.js';

/** Tuples in this process's memory, gone when it ends. */
export class MemoryTupleStore extends TupleIndex implements TupleStore {
  /** Counts the changes; what a token names. */
  #version = 0;

  /** Never waits: what was written is there. @throws {DependencyUnavailableError} for a token of another store */
  ensureFresh({ atLeast }: RelationshipQuestionOptions = {}): void {
    if (atLeast !== undefined && !this.#has(atLeast)) {
      throw new DependencyUnavailableError('relationship tuples', 'the token names no state of this store');
    }
  }

  write(change: TupleChange, options: WriteOptions = {}): WriteResult {
    const find = this.find.bind(this);
    const { writes, deletes } = planTupleChange({ change, options, find });
    for (const tuple of deletes) this.remove(tuple);
    for (const tuple of writes) this.put(tuple);
    this.#version += 1;
    return { token: String(this.#version) };
  }

  #has(token: ConsistencyToken): boolean {
    return /^[1-9]\d{0,15}$/.test(token) && Number(token) <= this.#version;
  }
}
