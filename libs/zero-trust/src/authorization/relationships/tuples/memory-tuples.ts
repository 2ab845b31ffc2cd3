import { MemoryTupleStore } from './memory-tuple-store.js';
import type { TupleStoreSource } from './tuple-store-source.js';

/** Tuples in the memory of this process alone, gone when it ends. */
export function memoryTuples(): TupleStoreSource {
  return Object.freeze({ open: () => new MemoryTupleStore() });
}
