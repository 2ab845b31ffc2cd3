import { guardedApplication, run } from './schematics.js';

/** The relationship model of the application. */
export const MODEL = '/model.fga';
/** The e2e spec that `resource order` writes. */
export const SPEC = '/test/orders.e2e-spec.ts';

/** A tree of files that a schematic works on. */
export type Application = Awaited<ReturnType<typeof guardedApplication>>;

/** A guarded application with some files written, or removed by `null`. */
export async function guardedWith(changes: Readonly<Record<string, string | null>>): Promise<Application> {
  const tree = await guardedApplication();
  for (const [path, content] of Object.entries(changes)) {
    if (tree.exists(path)) tree.delete(path);
    if (content !== null) tree.create(path, content);
  }
  return tree;
}

/** What `resource order` makes of it. */
export async function generated(options: object, changes: Readonly<Record<string, string | null>> = {}) {
  const { tree } = await run('resource', { name: 'order', ...options }, await guardedWith(changes));
  return tree;
}

/** A model with a type `order` of these relations. */
export function modelWith(relations: string): string {
  return `model\n  schema 1.1\n\ntype user\n\ntype order\n  relations\n${relations}`;
}
