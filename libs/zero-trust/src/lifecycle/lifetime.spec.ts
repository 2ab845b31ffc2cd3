import { describe, expect, it } from 'vitest';
import {
  declaredOn,
  type DeclarationDecorator,
  type DeclarationKey,
  type RouteDeclaration,
} from '../kernel/route-declaration.js';
import { Deprecated } from './deprecated.decorator.js';
import { lifetimeOf, type Lifetime } from './lifetime.js';
import { Sunset } from './sunset.decorator.js';
import type { Sunsets } from './sunsets.js';

interface Declared {
  readonly onClass?: readonly DeclarationDecorator[];
  readonly onMethod?: readonly DeclarationDecorator[];
}

/** A route with nothing but these declarations. */
function routeOf({ onClass = [], onMethod = [] }: Declared): RouteDeclaration {
  class Controller {}
  const handler = (): void => undefined;
  for (const decorate of onClass) decorate(Controller);
  for (const decorate of onMethod) decorate(Controller.prototype, 'handler', { value: handler });
  const declared = <T>(key: DeclarationKey<T>): readonly T[] =>
    [Controller, handler].flatMap((holder) => declaredOn(holder, key));
  return { controller: Controller, handler, declared } as unknown as RouteDeclaration;
}

function compiled(declared: Declared, names: Sunsets = {}): [Lifetime | undefined, readonly string[]] {
  const problems: string[] = [];
  const lifetime = lifetimeOf(routeOf(declared), names, ({ problem }) => void problems.push(problem));
  return [lifetime, problems];
}

const NOTHING = {
  deprecatedSince: undefined,
  end: undefined,
  successor: undefined,
  docs: undefined,
  brownouts: [],
};

const TOLD = { since: '2026-01-01', successor: '/v2', docs: '/why' };

describe('the lifetime of a route', () => {
  it('is none without a declaration', () => {
    expect(compiled({})).toEqual([undefined, []]);
  });

  it('has no end where it is deprecated only', () => {
    const onMethod = [Deprecated({ since: '2026-01-01', docs: '/why' })];
    const deprecatedSince = Date.parse('2026-01-01');
    expect(compiled({ onMethod })).toEqual([{ ...NOTHING, deprecatedSince, docs: '/why' }, []]);
  });

  it.each<[string, Declared, Partial<Lifetime>]>([
    [
      "the method's end over the class's deprecation",
      {
        onClass: [Deprecated({ since: '2026-01-01', docs: '/class' })],
        onMethod: [Sunset('2027-01-01', { since: '2026-06-01', docs: '/method' })],
      },
      { deprecatedSince: Date.parse('2026-06-01'), end: Date.parse('2027-01-01'), docs: '/method' },
    ],
    [
      "the method's deprecation over the class's end",
      {
        onClass: [Sunset('2027-01-01', { since: '2026-01-01', docs: '/class', successor: '/v2' })],
        onMethod: [Deprecated({ since: '2026-06-01' })],
      },
      {
        deprecatedSince: Date.parse('2026-06-01'),
        end: Date.parse('2027-01-01'),
        docs: '/class',
        successor: '/v2',
      },
    ],
    [
      "the class's deprecation beside the method's end",
      { onClass: [Deprecated({ since: '2026-01-01' })], onMethod: [Sunset('2027-01-01')] },
      { deprecatedSince: Date.parse('2026-01-01'), end: Date.parse('2027-01-01') },
    ],
    [
      "the method's end, and of the class's what the method does not say, but no brownouts",
      {
        onClass: [
          Sunset('2028-01-01', { ...TOLD, brownouts: [{ from: '2027-06-01', until: '2027-06-02' }] }),
        ],
        onMethod: [Sunset('2027-01-01')],
      },
      {
        end: Date.parse('2027-01-01'),
        deprecatedSince: Date.parse(TOLD.since),
        successor: '/v2',
        docs: '/why',
      },
    ],
    [
      "each property of the method's over the same one of the class's",
      {
        onClass: [Sunset('2028-01-01', TOLD)],
        onMethod: [Sunset('2027-01-01', { successor: '/v3' })],
      },
      {
        end: Date.parse('2027-01-01'),
        deprecatedSince: Date.parse(TOLD.since),
        successor: '/v3',
        docs: '/why',
      },
    ],
    [
      "the method's deprecation, and the class's explanation",
      {
        onClass: [Deprecated({ since: '2026-01-01', docs: '/class' })],
        onMethod: [Deprecated({ since: '2026-06-01' })],
      },
      { deprecatedSince: Date.parse('2026-06-01'), docs: '/class' },
    ],
  ])('takes %s', (_what, declared, lifetime) => {
    expect(compiled(declared)).toEqual([{ ...NOTHING, ...lifetime }, []]);
  });

  it('is contradictory where a method ends before the deprecation that it takes from its class', () => {
    const declared = { onClass: [Sunset('2028-01-01', TOLD)], onMethod: [Sunset('2025-12-31')] };
    expect(compiled(declared)[1]).toEqual([
      'ends on 2025-12-31T00:00:00.000Z, before it is deprecated on 2026-01-01T00:00:00.000Z',
    ]);
  });

  it('has the brownouts of the decorator and of its name, and of no other name, in the order of time', () => {
    const [march, april, may] = ['2027-03', '2027-04', '2027-05'].map((month) => ({
      from: `${month}-01`,
      until: `${month}-02`,
    })) as [Span, Span, Span];
    const names = {
      v1: { date: '2028-01-01', brownouts: [april] },
      v2: { date: '2028-01-01', brownouts: [may] },
    };
    const [lifetime] = compiled({ onClass: [Sunset('v1', { brownouts: [may, march] })] }, names);
    expect(lifetime?.brownouts).toEqual(
      [march, april, may].map(({ from, until }) => ({ from: Date.parse(from), until: Date.parse(until) })),
    );
  });

  it('takes no property of every object for a name', () => {
    expect(compiled({ onMethod: [Sunset('constructor')] })[1]).toHaveLength(1);
  });
});

interface Span {
  readonly from: string;
  readonly until: string;
}
