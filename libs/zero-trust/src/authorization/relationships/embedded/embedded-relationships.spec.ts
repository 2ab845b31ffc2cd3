import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoryTupleStore } from '../tuples/memory-tuple-store.js';
import type { TupleStoreSource } from '../tuples/tuple-store-source.js';
import type { EmbeddedRelationshipEngine } from './embedded-engine.js';
import { embeddedRelationships } from './embedded-relationships.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n';
const TUPLE = { subject: 'user:bob', relation: 'viewer', object: 'order:1' };

describe('the embeddedRelationships option', () => {
  let folder: string;
  let modelFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relationships-'));
    modelFile = join(folder, 'order-model.fga');
    await writeFile(modelFile, MODEL);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('reads the model from a path or a file URL', async () => {
    for (const file of [modelFile, pathToFileURL(modelFile)]) {
      const engine = await embeddedRelationships({ modelFile: file, tuples: [TUPLE] }).create();
      expect(await engine.check(TUPLE)).toEqual({ allowed: true });
    }
  });

  it('loads tuples in either notation, or from a function at start', async () => {
    for (const tuples of [['order:1#viewer@user:bob'], [TUPLE], async () => [TUPLE]]) {
      const engine = await embeddedRelationships({ model: MODEL, tuples }).create();
      expect(await engine.read({})).toEqual([TUPLE]);
    }
  });

  it('does not start when the tuples do not come in time', async () => {
    const never = () => new Promise<never>(() => undefined);
    const option = embeddedRelationships({ model: MODEL, tuples: never, loadTimeoutSeconds: 1 });
    await expect(option.create()).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });

  it('does not start on a tuple that the model does not permit', async () => {
    const option = embeddedRelationships({ model: MODEL, tuples: ['order:1#viewer@order:2'] });
    await expect(option.create()).rejects.toMatchObject({ reason: 'invalid_tuple' });
  });

  it('names a model file that is missing', async () => {
    const option = embeddedRelationships({ modelFile: join(folder, 'absent.fga') });
    await expect(option.create()).rejects.toThrow(/absent\.fga cannot be read; check "modelFile"/);
  });

  it('keeps its tuples in the store that it is given, and closes that with the application', async () => {
    const kept = new MemoryTupleStore();
    kept.write({ writes: [TUPLE] });
    const close = vi.fn<() => void>();
    const store = { open: () => Object.assign(kept, { close }) };
    const engine = await embeddedRelationships({ model: MODEL, store, tuples: [TUPLE] }).create();
    expect(await engine.check(TUPLE)).toEqual({ allowed: true });
    await (engine as EmbeddedRelationshipEngine).onApplicationShutdown();
    expect(close).toHaveBeenCalledOnce();
  });

  it('closes the store when it cannot start, and one that opens too late', async () => {
    const close = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const store = Object.assign(new MemoryTupleStore(), { close });
    const wrong = { ...TUPLE, relation: 'owner' };
    const failing = embeddedRelationships({ model: MODEL, store: { open: () => store }, tuples: [wrong] });
    await expect(failing.create()).rejects.toThrow('has no relation "owner"');
    expect(close).toHaveBeenCalledTimes(1);
    const opening = Promise.withResolvers<typeof store>();
    const slow = { open: () => opening.promise };
    const late = embeddedRelationships({ model: MODEL, store: slow, loadTimeoutSeconds: 1 });
    await expect(late.create()).rejects.toThrow('no answer within 1000 ms');
    opening.resolve(store);
    await expect.poll(() => close.mock.calls.length).toBe(2);
  });

  it.each([
    ['neither a model nor its file', {}, /give either "modelFile" or "model"; neither is set/],
    ['both a model and its file', { model: MODEL, modelFile: 'x.fga' }, /both are set/],
    [
      'a store that cannot be opened',
      { model: MODEL, store: {} as TupleStoreSource },
      /"store" must be a store/,
    ],
    ['a limit of zero', { model: MODEL, maxDepth: 0 }, /"maxDepth" must be a whole number of at least 1/],
    ['an unknown option', { model: MODEL, modelfile: 'x.fga' }, /"modelfile" is not an option/],
  ])('refuses %s at once', (_, options, message) => {
    expect(() => embeddedRelationships(options)).toThrow(message);
  });
});
