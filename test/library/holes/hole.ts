import type { Type } from '@nestjs/common';
import type { BootInit } from '../support/boot.js';

/** One way to forget a control, and the same application with it. */
export interface Hole {
  readonly name: string;
  /** Where the boot is to find it. */
  readonly where: string;
  /** What it is to say. */
  readonly problem: string;
  readonly hole: BootInit;
  readonly twin: BootInit;
}

/** A hole that is a controller, beside its twin. */
export function inController(
  name: string,
  expected: Pick<Hole, 'where' | 'problem'>,
  [hole, twin]: readonly [Type, Type],
): Hole {
  return { name, ...expected, hole: { controllers: [hole] }, twin: { controllers: [twin] } };
}
