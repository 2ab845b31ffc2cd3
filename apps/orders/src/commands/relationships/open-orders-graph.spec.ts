import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { readEnvironment } from '@sample/shared';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ORDERS_SETTINGS } from '../../orders.tokens.js';
import { MODEL_FILE, openOrdersGraph } from './open-orders-graph.js';

/** Longer than between two looks at the database. */
const NEXT_LOOK_MS = 1_300;

describe('openOrdersGraph', () => {
  afterEach(() => vi.restoreAllMocks());

  it('looks at the database no longer once it is closed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'orders-graph-'));
    const complaints = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const errors = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    try {
      const graph = await openOrdersGraph(
        MODEL_FILE,
        readEnvironment(ORDERS_SETTINGS, { NODE_ENV: 'test', DATA_DIR: dataDir }),
      );
      await graph.close();
      await pause(NEXT_LOOK_MS);
      expect([...complaints.mock.calls, ...errors.mock.calls]).toEqual([]);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
