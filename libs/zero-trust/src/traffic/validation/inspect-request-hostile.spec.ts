import { Transform } from 'class-transformer';
import { IsString, Matches, Min, ValidateIf } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { OrderDto } from '../../testing/payload-dtos.js';
import { inspectBody, pointersOf, problemsOf } from '../../testing/request-inspection.js';

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

describe('inspect-request with a hostile body', () => {
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
});
