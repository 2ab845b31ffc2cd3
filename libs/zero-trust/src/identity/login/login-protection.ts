import { createHash } from 'node:crypto';
import { systemClock } from '../../kernel/clock.port.js';
import { addressGroup } from './address-group.js';
import { DeviceTokens } from './device-tokens.js';
import { FailureLadder } from './failure-ladder.js';
import { FailureWindow } from './failure-window.js';
import type { LoginAttempt, LoginRefused, LoginVerdict } from './login-attempt.js';
import type { LoginGate } from './login-gate.js';
import {
  resolveLoginProtectionOptions,
  type LoginProtectionOptions,
  type ResolvedLoginProtectionOptions,
} from './login-protection.options.js';
import { UngatedCount } from './ungated-count.js';

/** Keys under which the failures of an attempt are counted. */
interface Keys {
  readonly account: string;
  readonly pair: string;
  readonly address: string;
  readonly knownAddress: string;
}

/**
 * Guards the check of a password against guessing.
 *
 * - Five failures of one account from one address lock the pair, first for 60 s, then for twice as long each time.
 * - Many failures of one account from anywhere lock it, but not for devices and addresses that have signed in to it
 *   before: nobody can lock another out. A known device has five failures of its own.
 * - A hundred failures of one address stop it.
 *
 * A guess is counted before it is checked, atomically in the {@link StateStore} that all instances share, so parallel
 * guesses gain nothing. Sessions and tokens that are out are never touched.
 *
 * @see NIST SP 800-63B, section 3.2.2; OWASP ASVS 6.3.1
 * @example
 * const verdict = await protection.check({ account: email, address, deviceToken }, () => accounts.verify(email, password));
 */
export class LoginProtection {
  readonly #options: ResolvedLoginProtectionOptions;
  readonly #devices: DeviceTokens;

  /** @throws BootError (`ZT_OPTIONS_INVALID`) for malformed options */
  constructor(options: LoginProtectionOptions) {
    this.#options = resolveLoginProtectionOptions({ ...options, clock: options.clock ?? systemClock });
    const { deviceKeys, clock, knownForSeconds } = this.#options;
    this.#devices = new DeviceTokens({ keys: deviceKeys, clock, lifetimeMs: knownForSeconds * 1_000 });
  }

  /**
   * Lets `verify` look at the password if the attempt is within every limit.
   *
   * @param verify gives what the account is, or `undefined` for a wrong password and for an unknown account alike, after
   *   the same work. If it throws, the guess stays counted.
   * @throws DependencyUnavailableError (`ZT_DEPENDENCY_UNAVAILABLE`) when the store cannot count; nothing is checked then
   */
  async check<Value>(
    attempt: LoginAttempt,
    verify: () => Promise<Value | undefined>,
  ): Promise<LoginVerdict<Value>> {
    const keys = keysOf(attempt);
    const gates = await this.#gatesFor(attempt, keys);
    const refusal = (await lookAt(gates)) ?? (await reserveAt(gates));
    if (refusal !== undefined) return refusal;
    const value = await verify();
    if (value === undefined) return { outcome: 'rejected' };
    await this.#remember(keys, gates);
    const deviceToken = this.#devices.issue(keys.account);
    const deviceTokenLifetimeSeconds = this.#options.knownForSeconds;
    return { outcome: 'accepted', value, deviceToken, deviceTokenLifetimeSeconds };
  }

  async #gatesFor({ deviceToken }: LoginAttempt, keys: Keys): Promise<readonly LoginGate[]> {
    const pair = new FailureLadder(this.#options, keys.pair);
    const device = this.#devices.read(deviceToken, keys.account);
    if (device !== undefined) {
      const own = new FailureLadder(this.#options, `${keys.account}:device:${device}`);
      return [own, new UngatedCount(pair)];
    }
    const isKnown = (await this.#options.store.get(keys.knownAddress)) !== undefined;
    return [pair, ...(isKnown ? [] : [this.#accountWindow(keys)]), this.#addressWindow(keys)];
  }

  #accountWindow({ account }: Keys): LoginGate {
    const { store, clock, maxFailuresPerAccount: limit, accountWindowSeconds } = this.#options;
    const windowMs = accountWindowSeconds * 1_000;
    return new FailureWindow({ store, clock, key: account, limit, windowMs, outcome: 'locked' });
  }

  #addressWindow({ address }: Keys): LoginGate {
    const { store, clock, maxFailuresPerAddress: limit, addressWindowSeconds } = this.#options;
    const windowMs = addressWindowSeconds * 1_000;
    return new FailureWindow({ store, clock, key: address, limit, windowMs, outcome: 'address-limited' });
  }

  async #remember({ knownAddress }: Keys, gates: readonly LoginGate[]): Promise<void> {
    const known = { key: knownAddress, value: '1', ttlMs: this.#options.knownForSeconds * 1_000 };
    await Promise.all([...gates.map((gate) => gate.settle()), this.#options.store.set(known)]);
  }
}

async function lookAt(gates: readonly LoginGate[]): Promise<LoginRefused | undefined> {
  const refusals = await Promise.all(gates.map((gate) => gate.look()));
  return refusals.find((refusal) => refusal !== undefined);
}

/** In order: an attempt that an earlier gate refuses is not counted by the later ones. */
async function reserveAt(gates: readonly LoginGate[]): Promise<LoginRefused | undefined> {
  for (const gate of gates) {
    const refusal = await gate.reserve();
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Hashed, because people type passwords into the wrong field, and because keys are bounded. */
function keysOf({ account, address }: LoginAttempt): Keys {
  const who = hash(account);
  const where = hash(addressGroup(address));
  return {
    account: `login:account:${who}`,
    pair: `login:pair:${who}:${where}`,
    address: `login:address:${where}`,
    knownAddress: `login:known:${who}:${where}`,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
