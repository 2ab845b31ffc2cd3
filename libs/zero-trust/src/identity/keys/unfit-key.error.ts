/** A key of a JWKS that must not be used. The message is a predicate: "is symmetric". */
export class UnfitKeyError extends Error {
  override readonly name = 'UnfitKeyError';
}
