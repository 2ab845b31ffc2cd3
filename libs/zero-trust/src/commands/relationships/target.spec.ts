import { describe, expect, it } from 'vitest';
import { embeddedRelationships } from '../../authorization/relationships/embedded/embedded-relationships.js';
import { MemoryTupleStore } from '../../authorization/relationships/tuples/memory-tuple-store.js';
import { closeEngine } from './target.js';

describe('closeEngine', () => {
  it('ends what the store of an engine does by itself, such as following a database', async () => {
    const store = new MemoryTupleStore();
    const closed: string[] = [];
    const following = Object.assign(store, { close: () => void closed.push('store') });
    const engine = await embeddedRelationships({
      model: 'model\n  schema 1.1\ntype user\n',
      store: { open: () => following },
    }).create();
    await closeEngine(engine);
    expect(closed).toEqual(['store']);
  });
});
