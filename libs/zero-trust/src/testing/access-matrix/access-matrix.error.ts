import type { AccessMatrix } from './access-matrix.js';

/** The matrix cannot be made, or shows objects that nothing guards. */
export class AccessMatrixError extends Error {
  override readonly name = 'AccessMatrixError';

  /**
   * @param problems each with what to do about it
   * @param matrix what came out, where every route was called
   */
  constructor(
    readonly problems: readonly string[],
    readonly matrix?: AccessMatrix,
  ) {
    super(`The access matrix fails:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
