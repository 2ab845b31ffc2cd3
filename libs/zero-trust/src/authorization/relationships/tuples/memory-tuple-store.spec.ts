import { describe, expect, it } from 'vitest';
import { MemoryTupleStore } from './memory-tuple-store.js';
import { parseTuple } from '../tuple.js';

const tuple = parseTuple('order:1#viewer@organization:acme#member');

describe('the memory tuple store', () => {
  it('forgets the names of a tuple with its last mention', () => {
    const store = new MemoryTupleStore();
    store.write({ writes: [tuple, parseTuple('order:2#viewer@organization:acme#member')] });
    store.write({ deletes: [tuple] });
    expect(store.idOf('order:1')).toBe(undefined);
    expect(typeof store.idOf('organization:acme#member')).toBe('number');
    store.write({ deletes: [parseTuple('order:2#viewer@organization:acme#member')] });
    expect([store.idOf('organization:acme#member'), store.idOf('organization:acme')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('keeps a reused id from inheriting what its former holder was granted', () => {
    const store = new MemoryTupleStore();
    store.write({ writes: [parseTuple('order:1#viewer@user:alice')] });
    store.write({ deletes: [parseTuple('order:1#viewer@user:alice')] });
    store.write({ writes: [parseTuple('order:9#editor@user:mallory')] });
    const viewers = store.relation('order', 'viewer');
    expect(viewers.has(store.idOf('order:9') ?? -1, store.idOf('user:mallory') ?? -1)).toBe(false);
    expect(store.read({})).toEqual([parseTuple('order:9#editor@user:mallory')]);
  });

  it('keeps the other subjects of an object when one of several is deleted', () => {
    const store = new MemoryTupleStore();
    const names = ['alice', 'bob', 'carol'].map((name) => parseTuple(`order:1#viewer@user:${name}`));
    store.write({ writes: names });
    store.write({ deletes: names.slice(1, 2) });
    expect(
      store
        .read({ object: 'order:1' })
        .map(({ subject }) => subject)
        .toSorted(),
    ).toEqual(['user:alice', 'user:carol']);
    expect(store.read({ subject: 'user:bob' })).toEqual([]);
  });

  it('finds nothing for a type that contradicts the object', () => {
    const store = new MemoryTupleStore();
    store.write({ writes: [tuple] });
    expect(store.read({ object: 'order:1', type: 'organization' })).toEqual([]);
  });

  it('knows its own states by their tokens, and no others', () => {
    const store = new MemoryTupleStore();
    const { token } = store.write({ writes: [tuple] });
    expect(store.ensureFresh({ atLeast: token })).toBe(undefined);
    for (const atLeast of [`${Number(token) + 1}`, '0', '-1', '1e0', '', ' 1', 'x']) {
      expect(() => store.ensureFresh({ atLeast })).toThrow(/names no state/);
    }
  });

  it('lets nobody change the condition of a tuple by writing it again', () => {
    const store = new MemoryTupleStore();
    const conditional = { ...tuple, condition: { name: 'in_hours', context: { from: 9 } } };
    store.write({ writes: [conditional] });
    const same = { ...tuple, condition: { context: { from: 9 }, name: 'in_hours' } };
    store.write({ writes: [same] }, { onDuplicate: 'ignore' });
    for (const condition of [undefined, { name: 'in_hours' }, { name: 'other', context: { from: 9 } }]) {
      const change = { writes: [{ ...tuple, condition }] };
      expect(() => store.write(change, { onDuplicate: 'ignore' })).toThrow(/with another condition/);
    }
    expect(store.read({})).toEqual([conditional]);
  });

  it('tells everyone of a type from one of them', () => {
    const store = new MemoryTupleStore();
    store.write({ writes: [{ ...tuple, subject: 'user:*' }, parseTuple('order:1#viewer@user:anne')] });
    const [everyone, anne] = [store.idOf('user:*') ?? -1, store.idOf('user:anne') ?? -1];
    expect([store.kindOf(everyone), store.kindOf(anne)]).toEqual(['user:*', 'user']);
    expect([...store.relation('order', 'viewer').usersets(store.idOf('order:1') ?? -1)]).toEqual([]);
  });
});
