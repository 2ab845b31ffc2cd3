import { Type } from 'class-transformer';
import { IsArray, ValidateBy, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../kernel/decision.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { isPromise } from '../../kernel/maybe-promise.js';
import { OrderDto, PageDto } from '../../testing/payload-dtos.js';
import {
  inspect,
  inspectBody,
  pointersOf,
  problemsOf,
  routeTaking,
} from '../../testing/request-inspection.js';

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

describe('inspect-request with rules that wait', () => {
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

  it('lists the problems of body and query together, whether or not one has to wait', async () => {
    const sync = routeTaking({ source: 'body', type: OrderDto }, { source: 'query', type: PageDto });
    const payloads = { body: { customer: 1, sku: 'other' }, query: { limit: 'x' } };
    expect(pointersOf(inspect(sync, payloads).decision)).toEqual(
      expect.arrayContaining(['/customer', 'query:limit']),
    );
    const async = routeTaking({ source: 'body', type: AsyncDto }, { source: 'query', type: PageDto });
    expect(pointersOf(await inspect(async, payloads).decision)).toEqual(
      expect.arrayContaining(['/sku', 'query:limit']),
    );
  });
});
