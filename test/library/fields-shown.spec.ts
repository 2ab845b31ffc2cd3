import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFieldsApp, type FieldsApp } from './support/fields/fields-app.js';
import { FOR_ALL, FOR_EDITORS } from './support/fields/orders.js';
import { PLATFORMS } from './support/guarded-app.js';

describe.each(PLATFORMS)('on %s what a route @Returns', (platform) => {
  let fields: FieldsApp;
  beforeAll(async () => {
    fields = await startFieldsApp(platform);
  });
  afterAll(() => fields.app[Symbol.asyncDispose]());

  it('has only declared fields, and guarded ones only for those who may see them', async () => {
    expect(await fields.read('/orders/1', 'bob')).toEqual(FOR_ALL);
    expect(await fields.read('/orders/1', 'alice')).toEqual({ ...FOR_EDITORS, ownersView: 'mine' });
  });

  it('needs every rule of a field, also in nested objects', async () => {
    const cleared = await fields.read('/orders/1', 'alice', { clearance: 3 });
    expect(cleared).toMatchObject({ both: 'both', customer: { taxNumber: 'T-1' } });
    const viewer = await fields.read('/orders/1', 'bob', { clearance: 3 });
    expect(viewer).not.toHaveProperty('both');
    expect(viewer).toMatchObject({ customer: { taxNumber: 'T-1' } });
  });

  it('lacks a field whose policy breaks, or demands what no field can', async () => {
    const broken = await fields.read('/orders/1', 'alice', { clearance: 9 });
    expect(broken).not.toHaveProperty('both');
    expect(broken).not.toHaveProperty('never');
  });

  it.each(['/pages', '/lists'])('is judged object by object in %s', async (path) => {
    const body = await fields.read(path, 'alice');
    const [own, others] = (Array.isArray(body) ? body : body['items']) as Record<string, unknown>[];
    expect(own).toEqual({ ...FOR_EDITORS, ownersView: 'mine' });
    expect(others).toEqual({ ...FOR_ALL, id: '2' });
    expect(body).not.toHaveProperty('total');
  });

  it('takes an id that is none for no object of the graph', async () => {
    const items: unknown = await fields.read('/lists', 'alice');
    expect((items as unknown[])[2]).toEqual({ ...FOR_ALL, id: 'order:1' });
  });

  it('speaks of the object that @CanAccess granted where the class represents none', async () => {
    expect(await fields.read('/summaries/1', 'alice')).toEqual([{ title: 'a', margin: 1 }]);
    expect(await fields.read('/summaries/1', 'bob')).toEqual([{ title: 'a' }]);
  });

  it('shows an unknown caller what is guarded by nothing', async () => {
    const response = await fields.app.request('GET', '/fields/public/1');
    expect(await response.json()).toEqual(FOR_ALL);
  });

  it('shows masked fields as null, on pages too', async () => {
    const masked = { ...FOR_ALL, total: null, customer: { name: 'Ada', email: null } };
    expect(await fields.read('/masked/1', 'bob')).toEqual(masked);
    expect(await fields.read('/masked-page/1', 'bob')).toEqual({ items: [masked], next: null });
  });
});
