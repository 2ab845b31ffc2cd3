import { describe, expect, it } from 'vitest';
import { describeFunction } from './fingerprint.js';

describe('describeFunction', () => {
  it('says the name, and something that changes with the text', () => {
    const before = { isService: (actor: unknown) => actor === undefined }.isService;
    const after = { isService: () => true }.isService;
    expect(describeFunction(before)).toMatch(/^isService#[0-9a-f]{8}$/);
    expect(describeFunction(after)).toMatch(/^isService#[0-9a-f]{8}$/);
    expect(describeFunction(after)).not.toBe(describeFunction(before));
    expect(describeFunction(after)).toBe(describeFunction({ isService: () => true }.isService));
  });

  it('tells two functions without a name apart', () => {
    const [one, other] = [() => 1, () => 2];
    expect(describeFunction(one)).not.toBe(describeFunction(other));
    expect(
      describeFunction(
        (
          () => () =>
            3
        )(),
      ),
    ).toMatch(/^function#/);
  });
});
