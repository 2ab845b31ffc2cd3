const SECURITY_SCOPE = /^security:/;

/** A password is too weak a proof for the scopes that govern security itself. */
export function mayBeGivenForPassword(scope: string): boolean {
  return !SECURITY_SCOPE.test(scope);
}
