import type { Tier } from '@sample/shared';

/** What access tokens say about a person or a service, beside the standard claims. */
export interface Identity {
  /** Subject of its tokens. */
  readonly sub: string;
  /** Scopes that it may ask for. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** 0 to 3. */
  readonly clearance: number;
  readonly tier: Tier;
  readonly department: string;
}

/** The columns that describe an identity. */
interface IdentityRow {
  readonly scopes: string;
  readonly roles: string;
  readonly clearance: number;
  readonly tier: Tier;
  readonly department: string;
}

/** Reads the space-separated columns of an account or client. */
export function toIdentity(sub: string, row: IdentityRow): Identity {
  const { clearance, tier, department } = row;
  return { sub, scopes: splitWords(row.scopes), roles: splitWords(row.roles), clearance, tier, department };
}

/** Splits a space-separated list; an empty text is an empty list. */
export function splitWords(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** The value, or an empty text for what is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The claims of an identity (RFC 9068, section 2.2.3 leaves them to the server). */
export function identityClaims({ roles, clearance, tier, department }: Identity): Record<string, unknown> {
  return { roles, clearance, tier, department };
}
