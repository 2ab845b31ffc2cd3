/** Whose standing it is: a person or service by its `sub`, or an OAuth client by its `client_id`; always with the issuer. */
export type StandingTarget =
  | { readonly issuer: string; readonly subject: string }
  | { readonly issuer: string; readonly clientId: string };

/** One token: `jti` is unique per issuer only. */
export interface TokenTarget {
  readonly issuer: string;
  readonly tokenId: string;
}

/** What a fact is about. */
export type StandingKind = 'subject' | 'client' | 'token';

/** What a fact says. */
export type StandingMeasure = 'revoked' | 'locked' | 'suspended' | 'step-up';

/** A fact's name. */
export interface StandingKey {
  readonly kind: StandingKind;
  readonly measure: StandingMeasure;
  readonly issuer: string;
  readonly name: string;
}

const KINDS: ReadonlySet<string> = new Set<StandingKind>(['subject', 'client', 'token']);
const MEASURES: ReadonlySet<string> = new Set<StandingMeasure>(['revoked', 'locked', 'suspended', 'step-up']);

/** Longest issuer and longest subject, client or token id. */
export const MAX_ISSUER_LENGTH = 512;
export const MAX_NAME_LENGTH = 256;

/** Texts that can be one part of a key: no control characters, so that no line feed can make two names one. */
const ISSUER = new RegExp(`^\\P{Cc}{1,${MAX_ISSUER_LENGTH}}$`, 'u');
const NAME = new RegExp(`^\\P{Cc}{1,${MAX_NAME_LENGTH}}$`, 'u');

/** @throws RangeError for names that no token can have */
export function formatStandingKey({ kind, measure, issuer, name }: StandingKey): string {
  if (!matches(ISSUER, issuer) || !matches(NAME, name))
    throw new RangeError(
      `Standing: 'issuer' and the subject, clientId or tokenId must be texts without control characters, ` +
        `of at most ${MAX_ISSUER_LENGTH} and ${MAX_NAME_LENGTH} characters.`,
    );
  return `${kind}\n${measure}\n${issuer}\n${name}`;
}

/** @throws Error for a key of another shape: what cannot be understood cannot be ignored, as it may be a lock */
export function parseStandingKey(key: string): StandingKey {
  const [kind = '', measure = '', issuer = '', name = '', ...more] = key.split('\n');
  if (!KINDS.has(kind) || !MEASURES.has(measure) || issuer === '' || name === '' || more.length > 0)
    throw new Error('The standing store holds a key of an unknown kind. Do all instances run this version?');
  return { kind: kind as StandingKind, measure: measure as StandingMeasure, issuer, name };
}

/** The name that a target is kept under. */
export function nameOfTarget(target: StandingTarget | TokenTarget): Omit<StandingKey, 'measure'> {
  const { issuer } = target;
  if ('tokenId' in target) return { kind: 'token', issuer, name: target.tokenId };
  if ('clientId' in target) return { kind: 'client', issuer, name: target.clientId };
  return { kind: 'subject', issuer, name: target.subject };
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}
