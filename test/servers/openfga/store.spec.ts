import { RelationshipError } from 'nestjs-zero-trust';
import { openfga } from 'nestjs-zero-trust/openfga';
import { describe, expect, it } from 'vitest';
import { MODEL, TUPLES } from '../../library/support/model.js';
import { createEngine, freshStoreName, SERVERS, serverUrl } from './live-server.js';

const OTHER_MODEL = MODEL.replace('define member: [user] or admin', 'define member: [user]');
const ABSENT = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

interface Named {
  readonly id: string;
  readonly name: string;
}

async function get<T>(apiUrl: string, path: string): Promise<T> {
  return (await fetch(`${apiUrl}${path}`, { signal: AbortSignal.timeout(5_000) })).json() as Promise<T>;
}

async function storesNamed(apiUrl: string, name: string): Promise<readonly Named[]> {
  const { stores } = await get<{ stores: readonly Named[] }>(apiUrl, `/stores?name=${name}`);
  return stores;
}

async function modelsOf(apiUrl: string, storeId: string): Promise<readonly Named[]> {
  const path = `/stores/${storeId}/authorization-models`;
  return (await get<{ authorization_models: readonly Named[] }>(apiUrl, path)).authorization_models;
}

async function reasonOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => 'done',
    (error: unknown) => (error instanceof RelationshipError ? error.reason : error),
  );
}

const orders = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `order:${index}#organization@organization:acme`);

describe.each(SERVERS)('on $name', ({ variable }) => {
  it('a second start finds store and model, and their tuples', async () => {
    const options = { apiUrl: serverUrl(variable), storeName: freshStoreName(), model: MODEL };
    await createEngine({ ...options, tuples: TUPLES });
    const again = await createEngine({ ...options, model: `# the same\n${MODEL}`, tuples: TUPLES });
    expect(await again.read({})).toHaveLength(TUPLES.length);
    const stores = await storesNamed(options.apiUrl, options.storeName);
    expect(stores).toHaveLength(1);
    expect(await modelsOf(options.apiUrl, stores[0]?.id ?? '')).toHaveLength(1);
  });

  it('ten starts at once end up in one store', async () => {
    const options = { apiUrl: serverUrl(variable), storeName: freshStoreName(), model: MODEL };
    const engines = await Promise.all(Array.from({ length: 10 }, () => createEngine(options)));
    await engines[0]?.write({
      writes: [{ subject: 'user:bob', relation: 'admin', object: 'organization:acme' }],
    });
    const counts = await Promise.all(engines.map(async (engine) => (await engine.read({})).length));
    expect(counts).toEqual(Array(10).fill(1));
  });

  it('a changed model is added, and the earlier one found again', async () => {
    const options = { apiUrl: serverUrl(variable), storeName: freshStoreName(), tuples: TUPLES };
    const question = { subject: 'user:alice', relation: 'viewer', object: 'order:1' };
    const allowed = async (model: string) =>
      (await (await createEngine({ ...options, model })).check(question)).allowed;
    expect([await allowed(MODEL), await allowed(OTHER_MODEL), await allowed(MODEL)]).toEqual([
      true,
      false,
      true,
    ]);
    const [store] = await storesNamed(options.apiUrl, options.storeName);
    expect(await modelsOf(options.apiUrl, store?.id ?? '')).toHaveLength(2);
  });

  it('takes a store and a model by id, and no model that means something else', async () => {
    const options = { apiUrl: serverUrl(variable), storeName: freshStoreName(), model: MODEL };
    await createEngine({ ...options, tuples: TUPLES });
    const storeId = (await storesNamed(options.apiUrl, options.storeName))[0]?.id ?? '';
    const modelId = (await modelsOf(options.apiUrl, storeId))[0]?.id ?? '';
    const start = (change: object): Promise<unknown> =>
      Promise.resolve(
        openfga({ apiUrl: options.apiUrl, model: MODEL, storeId, modelId, ...change }).create(),
      );
    expect(await reasonOf(start({}))).toBe('done');
    await expect(start({ model: OTHER_MODEL })).rejects.toThrow(/means something else than the given model/);
    await expect(start({ modelId: ABSENT })).rejects.toThrow(/the model ".*" cannot be read/);
    await expect(start({ storeId: ABSENT })).rejects.toThrow(/does not give access to the store/);
  });

  it('imports, reads and lists far more than one page, and lists them all', { timeout: 60_000 }, async () => {
    const tuples = [...TUPLES, ...orders(1_250).slice(3)];
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: MODEL, tuples });
    expect(await engine.read({ type: 'order' })).toHaveLength(1_249);
    expect(await engine.read({ subject: 'organization:acme', type: 'order' })).toHaveLength(1_248);
    const listed = await engine.listObjects({ subject: 'user:bob', relation: 'viewer', type: 'order' });
    // Its plain listing would end after 1,000.
    expect(listed).toHaveLength(1_248);
    expect(listed).toEqual([...listed].toSorted());
  });

  it('answers a batch larger than the server takes at once, in the order asked', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: MODEL, tuples: TUPLES });
    const subjects = Array.from(
      { length: 130 },
      (_, index) => ['user:bob', 'user:carol', 'user'][index % 3] ?? '',
    );
    const queries = subjects.map((subject) => ({ subject, relation: 'viewer', object: 'order:1' }));
    const answers = await engine.batchCheck(queries);
    const expected = { 'user:bob': true, 'user:carol': false, user: 'invalid_subject' } as const;
    expect(answers.map(({ allowed, error }) => error?.reason ?? allowed)).toEqual(
      subjects.map((subject) => expected[subject as keyof typeof expected]),
    );
  });

  it('refuses a change that could not be applied as one, and writes nothing of it', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: MODEL });
    const writes = Array.from({ length: 101 }, (_, index) => ({
      subject: `user:${index}`,
      relation: 'admin',
      object: 'organization:acme',
    }));
    expect(await reasonOf(Promise.resolve(engine.write({ writes })))).toBe('exceeded_entity_limit');
    expect(await engine.read({})).toEqual([]);
    await engine.write({ writes: writes.slice(1) });
    await engine.write({});
    expect(await engine.read({})).toHaveLength(100);
  });

  it('takes 20 writes of one tuple at once for done', async () => {
    const engine = await createEngine({ apiUrl: serverUrl(variable), model: MODEL });
    const writes = [{ subject: 'user:bob', relation: 'admin', object: 'organization:acme' }];
    const write = () => reasonOf(Promise.resolve(engine.write({ writes }, { onDuplicate: 'ignore' })));
    expect(new Set(await Promise.all(Array.from({ length: 20 }, write)))).toEqual(new Set(['done']));
    expect(await engine.read({})).toEqual(writes);
  });

  it('gives no answer for nesting that is too deep', async () => {
    const model =
      'model\n  schema 1.1\ntype user\ntype folder\n  relations\n    define parent: [folder]\n    define viewer: [user] or viewer from parent\n';
    const links = Array.from({ length: 40 }, (_, index) => `folder:${index}#parent@folder:${index + 1}`);
    const engine = await createEngine({
      apiUrl: serverUrl(variable),
      model,
      tuples: [...links, 'folder:40#viewer@user:bob'],
    });
    const question = { subject: 'user:bob', relation: 'viewer', object: 'folder:0' };
    expect(await reasonOf(Promise.resolve(engine.check(question)))).toBe('resolution_too_complex');
    const [result] = await engine.batchCheck([question]);
    expect(result).toMatchObject({ allowed: false, error: { reason: 'resolution_too_complex' } });
  });
});
