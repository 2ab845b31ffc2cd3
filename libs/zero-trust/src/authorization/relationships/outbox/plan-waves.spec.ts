import { describe, expect, it } from 'vitest';
import { formatTuple, parseTuple } from '../tuple.js';
import type { OutboxEntry } from './outbox.port.js';
import { planWaves } from './plan-waves.js';

/** `+1 at 5`: order 1 is written by a transaction of that time. */
function entries(...lines: readonly string[]): readonly OutboxEntry[] {
  return lines.map((line, index) => {
    const [, sign, order, at] = /^([+-])(\d+) at (\d+)$/.exec(line) ?? [];
    return {
      seq: index + 1,
      op: sign === '+' ? 'write' : 'delete',
      tuple: parseTuple(`order:${order}#creator@user:anne`),
      at: Number(at),
    };
  });
}

const shown = (waves: ReturnType<typeof planWaves>): readonly string[] =>
  waves.map(({ entries: wave }) =>
    wave
      .map(({ op, tuple }) => `${op === 'write' ? '+' : '-'}${formatTuple(tuple).split('#', 1).join()}`)
      .join(' '),
  );

describe('the changes that an engine is sent', () => {
  it('hold each tuple once, in the order of the entries', () => {
    const planned = planWaves(entries('+1 at 1', '+2 at 1', '-1 at 2', '+1 at 3'), 100);
    expect(shown(planned)).toEqual(['+order:1 +order:2', '-order:1', '+order:1']);
  });

  it('end between two transactions where they must end', () => {
    const planned = planWaves(entries('+1 at 1', '+2 at 2', '+3 at 2', '+4 at 3'), 2);
    expect(shown(planned)).toEqual(['+order:1', '+order:2 +order:3', '+order:4']);
  });

  it('take as much as fits of a transaction that is larger than the engine takes', () => {
    const planned = planWaves(entries('+1 at 1', '+2 at 1', '+3 at 1'), 2);
    expect(shown(planned)).toEqual(['+order:1 +order:2', '+order:3']);
  });

  it('are none where there is nothing', () => {
    expect(planWaves([], 100)).toEqual([]);
  });
});
