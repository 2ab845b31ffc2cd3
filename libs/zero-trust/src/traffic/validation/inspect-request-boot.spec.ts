import { describe, expect, it } from 'vitest';
import type { Constructor } from '../../kernel/route-declaration.js';
import { OrderDto, PageDto } from '../../testing/payload-dtos.js';
import { bootInspection, routeTaking } from '../../testing/request-inspection.js';

class PlainClass {
  name!: string;
}

describe('inspect-request at boot', () => {
  it('reports a handler that takes parts of the body, which nothing would validate', () => {
    const route = routeTaking({ source: 'body', property: 'role', type: String });
    expect(bootInspection(route).findings).toEqual([
      'takes parts of the body (role), which nothing validates',
    ]);
  });

  it.each([undefined, Object as Constructor, Array as Constructor, String as Constructor, PlainClass])(
    'reports a whole body that is not validated (%o)',
    (type) => {
      const { check, findings } = bootInspection(routeTaking({ source: 'body', type }));
      expect(check).toBeUndefined();
      expect(findings).toEqual(['the body is not validated']);
    },
  );

  it('reports a body that is taken as two classes', () => {
    const route = routeTaking({ type: OrderDto }, { type: PageDto });
    expect(bootInspection(route).findings).toContain('the body is taken as two classes');
  });

  it('asks nothing of queries and parameters without a class', () => {
    const route = routeTaking(
      { source: 'query', type: Object as Constructor },
      { source: 'param', property: 'id', type: String as Constructor },
    );
    expect(bootInspection(route)).toEqual({ check: undefined, findings: [], controls: [] });
  });

  it('describes what is validated', () => {
    const route = routeTaking({ source: 'body', type: OrderDto }, { source: 'query', type: PageDto });
    expect(bootInspection(route).controls).toEqual(['body: OrderDto', 'query: PageDto']);
  });
});
