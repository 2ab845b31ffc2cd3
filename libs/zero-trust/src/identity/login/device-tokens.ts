import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../kernel/clock.port.js';

/** What device tokens are made with. */
export interface DeviceTokensOptions {
  readonly keys: readonly [Uint8Array, ...Uint8Array[]];
  readonly clock: Clock;
  readonly lifetimeMs: number;
}

const ID_BYTES = 16;
/** Device id, time of issue in milliseconds since the epoch (base 36), and the signature. */
const TOKEN = /^([\w-]{22})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

/**
 * Tokens that say: this device has signed in to this account. The account is in the signature and not in the token, so
 * a token tells nobody whose it is and helps with no other account.
 */
export class DeviceTokens {
  constructor(private readonly options: DeviceTokensOptions) {}

  issue(account: string): string {
    const id = randomBytes(ID_BYTES).toString('base64url');
    const issuedAt = this.options.clock.now().toString(36);
    return `${id}.${issuedAt}.${sign(this.options.keys[0], [account, id, issuedAt])}`;
  }

  /** @returns the device's id, or `undefined` unless the token is signed, of this account and not too old */
  read(token: string | undefined, account: string): string | undefined {
    const [, id, issuedAt, signature] = TOKEN.exec(token ?? '') ?? [];
    if (id === undefined || issuedAt === undefined || signature === undefined) return undefined;
    const ageMs = this.options.clock.now() - Number.parseInt(issuedAt, 36);
    if (ageMs >= this.options.lifetimeMs) return undefined;
    const isSigned = this.options.keys.some((key) => isEqual(sign(key, [account, id, issuedAt]), signature));
    return isSigned ? id : undefined;
  }
}

function sign(key: Uint8Array, parts: readonly [account: string, id: string, issuedAt: string]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['login-device', ...parts]))
    .digest('base64url');
}

function isEqual(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}
