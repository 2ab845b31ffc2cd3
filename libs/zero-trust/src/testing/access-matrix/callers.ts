import type { AccessMatrixOptions, MatrixIdentity } from './access-matrix.options.js';

/** Who calls without credentials. */
export const NOBODY = 'nobody';

/** An identity with its name. */
export interface MatrixCaller extends MatrixIdentity {
  readonly name: string;
}

/** Everybody who calls, nobody first. */
export function callersOf({ identities }: Pick<AccessMatrixOptions, 'identities'>): readonly MatrixCaller[] {
  const named = Object.entries(identities).map(([name, identity]) => ({ name, ...identity }));
  return [{ name: NOBODY }, ...named];
}

/** The headers that say who calls. */
export async function credentialsOf({ token, headers }: MatrixCaller): Promise<Record<string, string>> {
  if (token === undefined) return { ...headers };
  return { ...headers, authorization: `Bearer ${await token()}` };
}
