import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryTupleStore } from './memory-tuple-store.js';

const made = vi.hoisted(() => vi.fn<() => void>());

vi.mock(import('./relation-index.js'), async (original) => {
  const { RelationIndex } = await original();
  return {
    RelationIndex: class extends RelationIndex {
      constructor() {
        super();
        made();
      }
    },
  };
});

beforeEach(() => made.mockClear());

describe('an index of tuples', () => {
  it('takes up no memory for relations that are only removed or looked for', () => {
    const store = new MemoryTupleStore();
    const tuple = { subject: 'user:a', relation: 'viewer', object: 'doc:1' };
    store.write({ writes: [tuple] });
    const deletes = Array.from({ length: 100 }, (_, index) => ({ ...tuple, relation: `r${index}` }));
    store.write({ deletes }, { onMissing: 'ignore' });
    for (const one of deletes) store.remove(one);
    expect(made).toHaveBeenCalledOnce();
    expect(store.read({})).toEqual([tuple]);
  });
});
