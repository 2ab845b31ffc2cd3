import { describe, expect, it } from 'vitest';
import { parseOptions } from './bench-options.js';

describe('the command line of the bench', () => {
  it('measures everything seven times for four seconds unless it says otherwise', () => {
    expect(parseOptions([])).toEqual({ rounds: 7, secondsPerRound: 4, only: [], format: 'text' });
  });

  it('takes several names', () => {
    expect(parseOptions(['--only', 'a', '--only', 'b/c', '--json'])).toMatchObject({
      only: ['a', 'b/c'],
      format: 'json',
    });
  });

  it.each([
    ['--rounds', '0'],
    ['--rounds', '1.5'],
    ['--seconds', 'x'],
    ['--seconds', ''],
  ])('refuses %s %s', (name, value) => {
    expect(() => parseOptions([name, value])).toThrow(`${name} must be a whole number of at least 1`);
  });

  it('refuses an option that does not exist', () => {
    expect(() => parseOptions(['--round', '3'])).toThrow(/--round/);
  });
});
