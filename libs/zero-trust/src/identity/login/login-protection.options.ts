import type { Clock } from '../../kernel/clock.port.js';
import { BootError, type Finding } from '../../kernel/errors.js';
import type { StateStore } from '../../kernel/state-store.port.js';

/** What {@link LoginProtection} stands on, and its limits. */
export interface LoginProtectionOptions {
  /** Where failures are counted: one store for all instances. */
  readonly store: StateStore;
  /**
   * Keys that sign device tokens, each of at least 32 bytes, the same on every instance. The first one signs; all of
   * them verify, so that a key can be replaced without forgetting every device.
   */
  readonly deviceKeys: readonly [Uint8Array, ...Uint8Array[]];
  /** The time, in milliseconds. @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Failures of one account from one address, after which the pair is locked. @defaultValue 5 */
  readonly maxFailures?: number;
  /** The first lock; each failure after it locks for twice as long. @defaultValue 60 */
  readonly firstLockSeconds?: number;
  /** The longest lock. @defaultValue 3600 */
  readonly longestLockSeconds?: number;
  /** When failures of a pair are forgotten. @defaultValue 86400 */
  readonly forgetAfterSeconds?: number;
  /** Failures of one account from all addresses, after which only known devices and addresses may try. @defaultValue 50 */
  readonly maxFailuresPerAccount?: number;
  /** Time within which failures of an account count. @defaultValue 3600 */
  readonly accountWindowSeconds?: number;
  /** Failures of one address over all accounts, after which it must wait. @defaultValue 100 */
  readonly maxFailuresPerAddress?: number;
  /** Time within which failures of an address count. @defaultValue 900 */
  readonly addressWindowSeconds?: number;
  /** For how long a device or an address stays known after it signed in. @defaultValue 2592000 (30 days) */
  readonly knownForSeconds?: number;
}

/** {@link LoginProtectionOptions} with every default filled in. */
export type ResolvedLoginProtectionOptions = Required<LoginProtectionOptions>;

/** The limits where nothing else is said. */
export const LOGIN_PROTECTION_DEFAULTS = Object.freeze({
  maxFailures: 5,
  firstLockSeconds: 60,
  longestLockSeconds: 3_600,
  forgetAfterSeconds: 86_400,
  maxFailuresPerAccount: 50,
  accountWindowSeconds: 3_600,
  maxFailuresPerAddress: 100,
  addressWindowSeconds: 900,
  knownForSeconds: 2_592_000,
});

type Limit = keyof typeof LOGIN_PROTECTION_DEFAULTS;

const MIN_KEY_BYTES = 32;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws BootError (`ZT_OPTIONS_INVALID`) with everything that is wrong
 */
export function resolveLoginProtectionOptions(
  options: LoginProtectionOptions & { readonly clock: Clock },
): ResolvedLoginProtectionOptions {
  const limits = { ...LOGIN_PROTECTION_DEFAULTS, ...definedLimits(options) };
  const findings = [...checkLimits(limits), ...checkKeys(options.deviceKeys), ...checkStore(options.store)];
  if (findings.length > 0) throw new BootError('ZT_OPTIONS_INVALID', findings);
  return Object.freeze({ ...options, ...limits });
}

function definedLimits(options: LoginProtectionOptions): Partial<Record<Limit, number>> {
  const names = Object.keys(LOGIN_PROTECTION_DEFAULTS) as Limit[];
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

function checkLimits(limits: Readonly<Record<Limit, number>>): Finding[] {
  const unfit = Object.entries(limits).filter(([, value]) => !Number.isSafeInteger(value) || value < 1);
  const findings = unfit.map(([name]) => finding(name, 'is no whole number of at least 1', 'Give one.'));
  // A lock that is forgotten before it ends would be no lock.
  if (limits.forgetAfterSeconds < limits.longestLockSeconds)
    findings.push(
      finding('forgetAfterSeconds', 'is shorter than longestLockSeconds', 'Make it at least as long.'),
    );
  return findings;
}

function checkKeys(keys: unknown): Finding[] {
  const isFit =
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.every((key) => key instanceof Uint8Array && key.byteLength >= MIN_KEY_BYTES);
  if (isFit) return [];
  const remedy = `Give one or more keys of at least ${MIN_KEY_BYTES} random bytes, the same on every instance.`;
  return [finding('deviceKeys', 'is not a list of keys', remedy)];
}

function checkStore(store: unknown): Finding[] {
  if (typeof store === 'object' && store !== null) return [];
  return [
    finding('store', 'is missing', 'Give a StateStore that all instances share, such as redisState().'),
  ];
}

function finding(option: string, problem: string, remedy: string): Finding {
  return { where: `LoginProtection.${option}`, problem, remedy };
}
