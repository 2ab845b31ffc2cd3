import { Controller, Get } from '@nestjs/common';
import { CanAccess, embeddedRelationships, Relationships } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { startGuardedApp, type GuardedApp } from './support/guarded-app.js';

const MODEL = `model
  schema 1.1
type user
type folder
  relations
    define parent: [folder]
    define viewer: [user] or viewer from parent
    define editor: [user] or editor from parent
type order
  relations
    define parent: [folder]
    define viewer: [user] or viewer from parent
    define editor: [user] or editor from parent
`;

/** Deeper than a check goes. */
const FOLDERS = Array.from({ length: 30 }, (_, index) => `folder:${index}#parent@folder:${index + 1}`);
const TUPLES = ['order:deep#parent@folder:0', 'order:deep#viewer@user:bob', ...FOLDERS];

@Controller('orders')
class OrdersController {
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return 'seen';
  }
  @Get(':id/edit') @CanAccess('editor', 'order') edit(): string {
    return 'edited';
  }
}

function start(visibleBy: Readonly<Record<string, string>>): Promise<GuardedApp> {
  const relationships = embeddedRelationships({ model: MODEL, tuples: TUPLES });
  return startGuardedApp({ controllers: [OrdersController], options: { visibleBy, relationships } });
}

async function ask(app: GuardedApp, path: string, as: string): Promise<string> {
  const response = await app.request('GET', path, { as });
  const problem = (await response.json()) as Record<string, unknown>;
  return JSON.stringify([response.status, { ...problem, decisionId: '', instance: '' }]);
}

describe('an object about which the engine gives up', () => {
  it.each(['', '/edit'])('answers as an absent one does to whom it is hidden (%s)', async (action) => {
    await using app = await start({ order: 'viewer' });
    const hidden = await ask(app, `/orders/deep${action}`, 'eve');
    expect(hidden).toMatch(/^\[404,.*ZT_NOT_FOUND/u);
    expect(await ask(app, `/orders/none${action}`, 'eve')).toBe(hidden);
    const [record] = await app.recorded(2);
    expect(record?.reason).toContain('of order:deep (resolution_too_complex)');
  });

  it('answers 503 to whom it is visible, and where nothing is ever hidden', async () => {
    await using hiding = await start({ order: 'viewer' });
    expect(await ask(hiding, '/orders/deep/edit', 'bob')).toMatch(/^\[503,/u);
    await using open = await start({});
    expect(await ask(open, '/orders/deep', 'eve')).toMatch(/^\[503,/u);
  });

  it('is not taken for a no where the application itself asks', async () => {
    const engine = await embeddedRelationships({ model: MODEL, tuples: TUPLES }).create();
    const question = { subject: 'user:eve', relation: 'viewer', object: 'order:deep' };
    await expect(new Relationships(engine).check(question)).rejects.toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
    });
  });
});
