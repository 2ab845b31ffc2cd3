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
