import { startGuardedApp, type GuardedApp, type Platform } from '../guarded-app.js';
import { FieldsController } from './fields.controller.js';
import { MasksCustomer, NeedsClearance, OnlyMasked, Orders, OwnerOnly } from './policies.js';

/** The application of the specs about fields, and how it is asked. */
export interface FieldsApp {
  readonly app: GuardedApp;
  get(path: string, as?: string, claims?: object): Promise<Response>;
  /** The JSON of the answer. */
  read(path: string, as?: string, claims?: object): Promise<Record<string, unknown>>;
}

/** Starts it; Bob is viewer and Alice editor of the order 1. */
export async function startFieldsApp(platform: Platform): Promise<FieldsApp> {
  const app = await startGuardedApp({
    platform,
    controllers: [FieldsController],
    providers: [NeedsClearance, OwnerOnly, OnlyMasked, MasksCustomer, Orders],
    options: { fields: { undeclared: 'refuse' } },
  });
  const get = (path: string, as = 'bob', claims = {}): Promise<Response> =>
    app.request('GET', `/fields${path}`, { as, scope: 'read', claims });
  const read = async (path: string, as?: string, claims?: object): Promise<Record<string, unknown>> =>
    (await (await get(path, as, claims)).json()) as Record<string, unknown>;
  return { app, get, read };
}
