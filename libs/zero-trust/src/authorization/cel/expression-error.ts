/** Says what is wrong with an expression and where. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  constructor(
    message: string,
    /** Where in the expression, counted from 0 in UTF-16 code units. */
    readonly offset: number,
  ) {
    super(message);
  }
}
