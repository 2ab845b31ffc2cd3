import { describe, expect, it } from 'vitest';
import { constraintDetail } from './constraint-detail.js';

const word = (
  message: Parameters<typeof constraintDetail>[0]['message'],
  constraints: readonly unknown[] = [],
) => constraintDetail({ name: 'isSku', constraints, message });

describe('constraintDetail', () => {
  it('words what is expected without repeating the property', () => {
    expect(word('$property must be a string')).toBe('must be a string');
    expect(word('each value in $property must be a string')).toBe('each value must be a string');
    expect(word('the end of $property must be after $property')).toBe('the end of it must be after it');
  });

  it('fills in the constraints', () => {
    expect(word('$property must be between $constraint1 and $constraint2', [1, 100])).toBe(
      'must be between 1 and 100',
    );
    expect(word('$property must be one of $constraint1', [['a', 'b']])).toBe('must be one of a, b');
  });

  it('puts a stand-in where a message would quote the value or its object', () => {
    expect(word('$value is no SKU of $target')).toBe('the value is no SKU of the input');
    expect(word(({ value }) => `${String(value)} is no SKU`)).toBe('the value is no SKU');
  });

  it('falls back to the name of the constraint if there is no message that works without the value', () => {
    expect(word(undefined)).toBe('does not satisfy isSku');
    expect(word('')).toBe('does not satisfy isSku');
    expect(word(() => undefined as never)).toBe('does not satisfy isSku');
    expect(word(({ object }) => (object as { items: string[] }).items.join(', '))).toBe(
      'does not satisfy isSku',
    );
  });
});
