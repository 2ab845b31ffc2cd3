import type { AccessTokenVerifier } from '../identity/access-token-verifier.js';
import type { IntrospectionOptions } from '../identity/introspection/introspection.options.js';
import type { Clock } from '../kernel/clock.port.js';
import { introspectingVerifier } from './introspecting-verifier.js';
import { createTokenIssuer, type TokenIssuer } from './token-issuer.js';

/** An issuer that is asked about its tokens; time stands still until it is told to go on. */
export interface IntrospectionWorld {
  readonly clock: Clock;
  readonly issuer: TokenIssuer;
  /** Moves the time of day of both sides. */
  advance(ms: number): void;
  /** Makes a verifier that asks the issuer. */
  asking(options?: Partial<IntrospectionOptions>): AccessTokenVerifier;
  /** How often the issuer has been asked and has answered itself. */
  questions(): number;
  /** Has the next questions answered with this, whatever the token. */
  answer(body: unknown, status?: number): void;
}

/** Starts the issuer; whoever has called this closes it. */
export async function introspectionWorld(): Promise<IntrospectionWorld> {
  let now = Date.UTC(2026, 0, 15, 12);
  const clock = { now: () => now };
  const issuer = await createTokenIssuer({ clock });
  return {
    clock,
    issuer,
    advance: (ms) => {
      now += ms;
    },
    asking: (options = {}) => introspectingVerifier(issuer, { clock, ...options }),
    questions: () => issuer.introspections.length,
    answer: (body, status = 200) =>
      issuer.answerWith((response) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      }),
  };
}
