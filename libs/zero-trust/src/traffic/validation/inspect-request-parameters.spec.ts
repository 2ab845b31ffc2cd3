import { Matches } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { PageDto } from '../../testing/payload-dtos.js';
import { inspect, pointersOf, problemsOf, routeTaking } from '../../testing/request-inspection.js';

class IdDto {
  @Matches(/^\d+$/)
  id!: string;
}

describe('inspect-request with queries and path parameters', () => {
  it('refuses a picked query parameter that is given twice or nested, unless it is a list', () => {
    const route = routeTaking(
      { source: 'query', property: 'limit', type: String },
      { source: 'query', property: 'tags', type: Array },
    );
    const judge = (query: unknown) => pointersOf(inspect(route, { query }).decision);
    expect(judge({ limit: ['1', '2'], tags: ['a', 'b'] })).toEqual(['query:limit']);
    expect(judge({ limit: { $gt: '1' } })).toEqual(['query:limit']);
    expect(judge({ limit: '1' })).toEqual([]);
    expect(judge({})).toEqual([]);
  });

  it('validates and replaces the query, pointing at its parameters', () => {
    const route = routeTaking({ source: 'query', type: PageDto });
    const query = Object.assign(Object.create(null) as object, { limit: '20' });
    const { context, decision } = inspect(route, { query });
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.query).toEqual(Object.assign(new PageDto(), { limit: 20 }));
    expect(problemsOf(inspect(route, { query: { limit: '101' } }).decision)).toEqual([
      { pointer: 'query:limit', detail: 'must not be greater than 100' },
    ]);
    expect(pointersOf(inspect(route, { query: { debug: '1' } }).decision)).toEqual(['query:debug']);
  });

  it('refuses a doubled parameter, even one that any value satisfies, unless its class says that it is a list', () => {
    const route = routeTaking({ source: 'query', type: PageDto });
    const doubled = inspect(route, { query: { cursor: ['a', 'b'] } });
    expect(problemsOf(doubled.decision)).toEqual([
      { pointer: 'query:cursor', detail: 'must be given only once' },
    ]);
    expect(doubled.context.request.query).not.toBeInstanceOf(PageDto);
    expect(inspect(route, { query: { tag: ['a', 'b'] } }).decision).toEqual({ effect: 'allow' });
  });

  it('validates path parameters, and leaves them to the router', () => {
    const route = routeTaking({ source: 'param', type: IdDto });
    const params = { id: '42' };
    const { context, decision } = inspect(route, { params });
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.params).toBe(params);
    expect(pointersOf(inspect(route, { params: { id: 'x' } }).decision)).toEqual(['param:id']);
  });
});
