import { describe, expect, it } from 'vitest';
import { outboxContract } from '../../../testing/outbox.contract.js';
import { MemoryOutbox } from './memory-outbox.js';

outboxContract({
  name: 'memory',
  testApi: { describe, it, expect },
  createOutbox: async () => {
    let now = 1_700_000_000_000;
    const outbox = new MemoryOutbox({ now: () => now });
    return {
      outbox,
      ledger: outbox,
      advance: async (ms) => {
        now += ms;
      },
    };
  },
});
