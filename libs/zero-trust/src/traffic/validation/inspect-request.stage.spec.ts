import { Transform, Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from 'vitest';
import type { Decision, InputProblem } from '../../kernel/decision.js';
import { AccessDeniedError, type Finding } from '../../kernel/errors.js';
import { isPromise } from '../../kernel/maybe-promise.js';
import { RequestContext } from '../../kernel/request-context.js';
import { inboundRequest } from '../../testing/request-builders.js';
import type { Constructor, HandlerParameter, RouteDeclaration } from '../../kernel/route-declaration.js';
import { InspectRequestStage } from './inspect-request.stage.js';

class ItemDto {
  @Matches(/^SKU-\d{4}$/)
  sku!: string;

  @IsInt()
  @Min(1)
  quantity!: number;
}

class OrderDto {
  @IsString()
  @MaxLength(5)
  customer!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items?: ItemDto[];

  @IsOptional()
  @ValidateNested()
  untyped?: object;
}

class PageDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Max(100)
  limit?: number;

  @Allow()
  cursor?: string;

  @IsOptional()
  @IsString({ each: true })
  tag?: string[];
}

class IdDto {
  @Matches(/^\d+$/)
  id!: string;
}

class ThrowingDto {
  @Transform(({ value }) => {
    throw new Error(`cannot read ${String(value)}`);
  })
  @IsString()
  secret!: string;

  @ValidateIf(({ secret }: ThrowingDto) => secret.trim() !== '')
  @IsString()
  other!: string;
}

class QuotingDto {
  @IsString({ message: '$value is no name' })
  name!: string;

  @Min(10, { message: ({ value }) => `${String(value)} is too little` })
  amount!: number;

  @Matches(/^(?:a+)$/, { message: ({ object }) => JSON.stringify(object) })
  code!: string;
}

const rule = (
  validate: (value: unknown) => boolean | Promise<boolean>,
  isAsync: boolean,
): PropertyDecorator => ValidateBy({ name: 'isKnown', validator: { validate }, async: isAsync });

class AsyncDto {
  @rule((value) => Promise.resolve(value === 'known'), true)
  sku!: string;
}

/** Promises, but does not say so. */
class SecretlyAsyncDto {
  @rule((value) => Promise.resolve(value === 'known'), false)
  sku!: string;
}

class AsyncItemsDto {
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SecretlyAsyncDto)
  items!: SecretlyAsyncDto[];
}

class FailingDto {
  @rule(() => Promise.reject(new Error('database is down')), true)
  sku!: string;
}

class PlainClass {
  name!: string;
}

interface Payloads {
  readonly body?: unknown;
  readonly query?: unknown;
  readonly params?: unknown;
}

function routeOf(...parameters: Partial<HandlerParameter>[]): RouteDeclaration {
  const whole = { source: 'body', property: undefined, type: undefined } as const;
  return {
    parameters: parameters.map((parameter) => ({ ...whole, ...parameter })),
  } as unknown as RouteDeclaration;
}

function contextOf({ body, query = {}, params = {} }: Payloads): RequestContext {
  const request = inboundRequest({ method: 'POST', params, query, body });
  return new RequestContext({ decisionId: 'd', receivedAt: 0, request });
}

function inspect(route: RouteDeclaration, payloads: Payloads) {
  const context = contextOf(payloads);
  const check = new InspectRequestStage({ maxPayloadValues: 2_000 }).compile(route, () => undefined);
  const decision = check?.(context);
  return { context, decision };
}

function inspectBody(type: Constructor, body: unknown) {
  return inspect(routeOf({ source: 'body', type }), { body });
}

function problemsOf(decision: unknown): readonly InputProblem[] {
  return (decision as { problems?: readonly InputProblem[] } | undefined)?.problems ?? [];
}

function pointersOf(decision: unknown): readonly string[] {
  return problemsOf(decision).map(({ pointer }) => pointer);
}

describe('inspect-request', () => {
  it('hands over a valid body as an instance of its class, nested instances included, without a promise', () => {
    const { context, decision } = inspectBody(OrderDto, {
      customer: 'Ann',
      items: [{ sku: 'SKU-0001', quantity: 1 }],
    });
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.body).toBeInstanceOf(OrderDto);
    expect((context.request.body as OrderDto).items?.[0]).toBeInstanceOf(ItemDto);
  });

  it('lists every problem with its JSON pointer', () => {
    const { context, decision } = inspectBody(OrderDto, {
      customer: 'too long a name',
      items: [{ sku: 'SKU-0001', quantity: 1 }, { sku: 'nonsense', quantity: 0.5 }, 'text', null],
    });
    expect(decision).toMatchObject({ effect: 'deny', code: 'ZT_INVALID_REQUEST', kind: 'invalid' });
    expect(problemsOf(decision)).toEqual([
      { pointer: '/customer', detail: 'must be shorter than or equal to 5 characters' },
      { pointer: '/items/1/sku', detail: 'must match /^SKU-\\d{4}$/ regular expression' },
      { pointer: '/items/1/quantity', detail: 'must not be less than 1' },
      { pointer: '/items/1/quantity', detail: 'must be an integer number' },
      { pointer: '/items/2', detail: 'must be an object' },
      { pointer: '/items/3', detail: 'must be an object' },
    ]);
    expect(context.request.body).not.toBeInstanceOf(OrderDto);
  });

  it('refuses unknown fields at any depth, so that nothing is mass-assigned', () => {
    const { decision } = inspectBody(OrderDto, {
      customer: 'Ann',
      status: 'approved',
      'a/b~c': 1,
      items: [{ sku: 'SKU-0001', quantity: 1, price: 0 }],
    });
    expect(problemsOf(decision)).toEqual([
      { pointer: '/status', detail: 'is not a known property' },
      { pointer: '/a~1b~0c', detail: 'is not a known property' },
      { pointer: '/items/0/price', detail: 'is not a known property' },
    ]);
  });

  it('refuses a picked query parameter that is given twice or nested, unless it is a list', () => {
    const route = routeOf(
      { source: 'query', property: 'limit', type: String },
      { source: 'query', property: 'tags', type: Array },
    );
    const judge = (query: unknown) => pointersOf(inspect(route, { query }).decision);
    expect(judge({ limit: ['1', '2'], tags: ['a', 'b'] })).toEqual(['query:limit']);
    expect(judge({ limit: { $gt: '1' } })).toEqual(['query:limit']);
    expect(judge({ limit: '1' })).toEqual([]);
    expect(judge({})).toEqual([]);
  });

  it('reports a handler that takes parts of the body, which nothing would validate', () => {
    const findings: { problem: string }[] = [];
    const route = routeOf({ source: 'body', property: 'role', type: String });
    new InspectRequestStage({ maxPayloadValues: 2_000 }).compile(route, (finding) => findings.push(finding));
    expect(findings.map(({ problem }) => problem)).toEqual([
      'takes parts of the body (role), which nothing validates',
    ]);
  });

  it('refuses more members and items than the option allows, before it validates any', () => {
    const items = Array.from({ length: 1_000 }, () => ({ sku: 'SKU-0001', quantity: 1 }));
    const { decision } = inspectBody(OrderDto, { customer: 'Ann', items });
    expect(problemsOf(decision)).toEqual([{ pointer: '', detail: 'holds more than 2000 values' }]);
  });

  it('refuses the character NUL in any text and name', () => {
    const items = [{ sku: 'SKU\u0000', 'quan\u0000tity': 1 }];
    const { decision } = inspectBody(OrderDto, { customer: 'A\u0000nn', items });
    expect(problemsOf(decision).map(({ detail }) => detail)).toEqual(
      Array.from({ length: 3 }, () => 'must not contain the character NUL'),
    );
  });

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', '__defineGetter__', 'toString'])(
    'refuses the property name %s, which class-validator or objects would take for their own',
    (name) => {
      const body: unknown = JSON.parse(
        `{"customer":"Ann","items":[{"sku":"SKU-0001","quantity":1,"${name}":{"a":1}}]}`,
      );
      expect(problemsOf(inspectBody(OrderDto, body).decision)).toEqual([
        { pointer: `/items/0/${name}`, detail: 'is a name that no property may have' },
      ]);
    },
  );

  it.each([[null], [[]], [[{ customer: 'Ann' }]], ['text'], [7], [true], [new Date(0)], [Buffer.from('{}')]])(
    'refuses %j where an object is expected, as one problem of the whole',
    (body) => {
      expect(problemsOf(inspectBody(OrderDto, body).decision)).toEqual([
        { pointer: '', detail: 'must be an object' },
      ]);
    },
  );

  it('takes an absent body for an empty one, in which what is required is missing', () => {
    expect(pointersOf(inspectBody(OrderDto, undefined).decision)).toContain('/customer');
    const { context, decision } = inspectBody(PageDto, undefined);
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.body).toBeInstanceOf(PageDto);
  });

  it('refuses an object of no known class', () => {
    expect(problemsOf(inspectBody(OrderDto, { customer: 'Ann', untyped: { admin: true } }).decision)).toEqual(
      [{ pointer: '/untyped', detail: 'must be an object' }],
    );
  });

  it('lists at most 50 problems, with names cut off', () => {
    const body = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${'x'.repeat(1000)}${index}`, 1]),
    );
    const problems = problemsOf(inspectBody(OrderDto, body).decision);
    expect(problems).toHaveLength(50);
    expect(problems[0]?.pointer).toHaveLength(256);
    const forbidden = Array.from({ length: 500 }, () => ({ constructor: 1 }));
    expect(problemsOf(inspectBody(OrderDto, { customer: 'Ann', items: forbidden }).decision)).toHaveLength(
      50,
    );
  });

  it('refuses nesting that would exhaust the stack', () => {
    const body: unknown = JSON.parse(`{"customer":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(problemsOf(inspectBody(OrderDto, body).decision)).toEqual([
      { pointer: '', detail: 'is nested deeper than 64 levels' },
    ]);
  });

  it('answers 400 when a transform or a condition throws, without what it threw', () => {
    for (const body of [{ secret: 'hunter2' }, {}]) {
      const { decision } = inspectBody(ThrowingDto, body);
      expect(problemsOf(decision)).toEqual([
        { pointer: '', detail: 'holds a value that cannot be converted' },
      ]);
      expect(JSON.stringify(decision)).not.toContain('hunter2');
    }
  });

  it('repeats no value, even where a message asks for it', () => {
    const { decision } = inspectBody(QuotingDto, { name: 4711, amount: 3, code: 'hunter2' });
    expect(pointersOf(decision)).toEqual(['/name', '/amount', '/code']);
    expect(JSON.stringify(decision)).not.toMatch(/4711|hunter2|: 3 is|"3 is/);
  });

  it('waits for rules that promise, declared as asynchronous or not, nested or not', async () => {
    for (const type of [AsyncDto, SecretlyAsyncDto]) {
      const valid = inspectBody(type, { sku: 'known' });
      expect(isPromise(valid.decision as Decision)).toBe(true);
      expect(await valid.decision).toEqual({ effect: 'allow' });
      expect(valid.context.request.body).toBeInstanceOf(type);
      expect(problemsOf(await inspectBody(type, { sku: 'other' }).decision)).toEqual([
        { pointer: '/sku', detail: 'does not satisfy isKnown' },
      ]);
    }
    const nested = await inspectBody(AsyncItemsDto, { items: [{ sku: 'known' }, { sku: 'other' }] }).decision;
    expect(pointersOf(nested)).toEqual(['/items/1/sku']);
  });

  it('denies with 503 when a rule that waits fails', async () => {
    const failure = await Promise.resolve(inspectBody(FailingDto, { sku: 'x' }).decision).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AccessDeniedError);
    expect((failure as AccessDeniedError).denial).toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });

  it('validates and replaces the query, pointing at its parameters', () => {
    const route = routeOf({ source: 'query', type: PageDto });
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
    const route = routeOf({ source: 'query', type: PageDto });
    const doubled = inspect(route, { query: { cursor: ['a', 'b'] } });
    expect(problemsOf(doubled.decision)).toEqual([
      { pointer: 'query:cursor', detail: 'must be given only once' },
    ]);
    expect(doubled.context.request.query).not.toBeInstanceOf(PageDto);
    expect(inspect(route, { query: { tag: ['a', 'b'] } }).decision).toEqual({ effect: 'allow' });
  });

  it('validates path parameters, and leaves them to the router', () => {
    const route = routeOf({ source: 'param', type: IdDto });
    const params = { id: '42' };
    const { context, decision } = inspect(route, { params });
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.params).toBe(params);
    expect(pointersOf(inspect(route, { params: { id: 'x' } }).decision)).toEqual(['param:id']);
  });

  it('lists the problems of body and query together, whether or not one has to wait', async () => {
    const sync = routeOf({ source: 'body', type: OrderDto }, { source: 'query', type: PageDto });
    const payloads = { body: { customer: 1, sku: 'other' }, query: { limit: 'x' } };
    expect(pointersOf(inspect(sync, payloads).decision)).toEqual(
      expect.arrayContaining(['/customer', 'query:limit']),
    );
    const async = routeOf({ source: 'body', type: AsyncDto }, { source: 'query', type: PageDto });
    expect(pointersOf(await inspect(async, payloads).decision)).toEqual(
      expect.arrayContaining(['/sku', 'query:limit']),
    );
  });

  it.each([undefined, Object as Constructor, Array as Constructor, String as Constructor, PlainClass])(
    'reports a whole body that is not validated (%o)',
    (type) => {
      const findings: Omit<Finding, 'where'>[] = [];
      const check = new InspectRequestStage({ maxPayloadValues: 2_000 }).compile(
        routeOf({ source: 'body', type }),
        (finding) => findings.push(finding),
      );
      expect(check).toBeUndefined();
      expect(findings.map(({ problem }) => problem)).toEqual(['the body is not validated']);
    },
  );

  it('reports a body that is taken as two classes', () => {
    const findings: Omit<Finding, 'where'>[] = [];
    const route = routeOf({ type: OrderDto }, { type: AsyncDto });
    new InspectRequestStage({ maxPayloadValues: 2_000 }).compile(route, (finding) => findings.push(finding));
    expect(findings.map(({ problem }) => problem)).toEqual(['the body is taken as two classes']);
  });

  it('asks nothing of queries and parameters without a class', () => {
    const findings: Omit<Finding, 'where'>[] = [];
    const route = routeOf(
      { source: 'query', type: Object as Constructor },
      { source: 'param', property: 'id', type: String as Constructor },
    );
    expect(
      new InspectRequestStage({ maxPayloadValues: 2_000 }).compile(route, (finding) =>
        findings.push(finding),
      ),
    ).toBeUndefined();
    expect(findings).toEqual([]);
    expect(new InspectRequestStage({ maxPayloadValues: 2_000 }).describe(route)).toBeUndefined();
  });

  it('describes what is validated', () => {
    const route = routeOf({ source: 'body', type: OrderDto }, { source: 'query', type: PageDto });
    expect(new InspectRequestStage({ maxPayloadValues: 2_000 }).describe(route)).toBe(
      'body: OrderDto, query: PageDto',
    );
  });
});
