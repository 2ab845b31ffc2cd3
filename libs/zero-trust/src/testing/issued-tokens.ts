import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the introspection endpoint was asked. */
export interface IntrospectionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

type Claims = Readonly<Record<string, unknown>>;

/** What the in-process issuer remembers of its tokens, to answer about them (RFC 7662). */
export class IssuedTokens {
  /** Every question so far. */
  readonly questions: IntrospectionRequest[] = [];
  private readonly opaque = new Map<string, Claims>();
  private readonly revoked = new Set<string>();

  /** A token that means nothing to anybody but the issuer. */
  issueOpaque(claims: Claims): string {
    const token = randomUUID();
    this.opaque.set(token, { token_type: 'Bearer', ...claims });
    return token;
  }

  revoke(token: string): void {
    this.revoked.add(token);
  }

  /** The answer of the introspection endpoint. */
  introspect(question: IntrospectionRequest): Claims {
    this.questions.push(question);
    const token = question.form.get('token') ?? '';
    const claims = this.opaque.get(token) ?? claimsOf(token);
    return claims === undefined || this.revoked.has(token) ? { active: false } : { active: true, ...claims };
  }
}

/** What a JWT says; it is not verified, because whoever asks has done so. */
function claimsOf(token: string): Claims | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}
