import { describe, expect, it, vi } from 'vitest';
import { AccessedObject } from './accessed-object.js';
import { AccessDeniedError } from './errors.js';
import { notFound } from './not-found.js';

describe('AccessedObject', () => {
  it('loads its resource at most once, however many ask at the same time', async () => {
    const load = vi.fn<(id: string) => Promise<object>>((id) => Promise.resolve({ id }));
    const object = new AccessedObject('order', '7', { loader: { load }, timeoutMs: 1_000 });
    const [one, two] = await Promise.all([object.resource(), object.resource()]);
    expect(one).toEqual({ id: '7' });
    expect(two).toBe(one);
    expect(await object.resource()).toBe(one);
    expect(load).toHaveBeenCalledTimes(1);
    expect(object.ref).toBe('order:7');
  });

  it('does not ask a loader that failed again: the request has had its answer', async () => {
    const load = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('down')));
    const object = new AccessedObject('order', '7', { loader: { load }, timeoutMs: 1_000 });
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(object.resource()).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
    }
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('passes on a denial that the loader throws', async () => {
    const loader = { load: () => Promise.reject(new AccessDeniedError(notFound('archived'))) };
    const object = new AccessedObject('order', '7', { loader, timeoutMs: 1_000 });
    await expect(object.resource()).rejects.toMatchObject({ code: 'ZT_NOT_FOUND' });
  });

  it('is an error where nothing loads its type', async () => {
    const object = new AccessedObject('order', '7', { loader: undefined, timeoutMs: 1_000 });
    await expect(object.resource()).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});

describe('AccessedObject.attributes', () => {
  const load = (id: string) => ({ id });

  it('asks the loader once, of what it loaded once', async () => {
    const attributes = vi.fn<(resource: unknown) => Promise<object>>(() => Promise.resolve({ owner: 'bob' }));
    const loads = vi.fn<typeof load>(load);
    const object = new AccessedObject('order', '7', {
      loader: { load: loads, attributes },
      timeoutMs: 1_000,
    });
    const [one, two] = await Promise.all([object.attributes(), object.attributes()]);
    expect([one, two, await object.resource()]).toEqual([{ owner: 'bob' }, { owner: 'bob' }, { id: '7' }]);
    expect(attributes.mock.calls).toEqual([[{ id: '7' }]]);
    expect(loads).toHaveBeenCalledTimes(1);
  });

  it('are none where the loader says nothing, or where there is no object to speak of', () => {
    const attributes = vi.fn<() => object>();
    const silent = new AccessedObject('order', '7', { loader: { load }, timeoutMs: 1_000 });
    const absent = { load: () => undefined, attributes };
    expect(silent.attributes()).toEqual({});
    expect(new AccessedObject('order', '7', { loader: absent, timeoutMs: 1_000 }).attributes()).toEqual({});
    expect(attributes).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['fails', () => Promise.reject(new Error('gone'))],
    ['does not answer', () => new Promise(() => undefined)],
  ])('are an error of the dependency where the loader %s', async (_, attributes) => {
    const loader = { load, attributes: attributes as () => object };
    const object = new AccessedObject('order', '7', { loader, timeoutMs: 20 });
    await expect(object.attributes()).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});
