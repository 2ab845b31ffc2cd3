/** Most questions of one kind that one issuer is asked at a time; what comes on top is denied at once. */
export const MAX_QUESTIONS_UNDER_WAY = 100;
/** Most of them for opaque tokens from one network address: anybody can invent such tokens. */
export const MAX_QUESTIONS_OF_ADDRESS = 25;

/** What is known of a token before its issuer is asked. */
export type TokenOrigin =
  /** Its signature holds, so that nobody but the issuer can have made it. */
  { readonly kind: 'jwt' } | { readonly kind: 'opaque'; readonly sourceAddress: string };

/** Counts what is asked at the moment, apart for each kind of token: invented ones must not crowd out genuine ones. */
export class QuestionsUnderWay {
  readonly #byKind = { jwt: 0, opaque: 0 };
  readonly #byAddress = new Map<string, number>();

  /** Counts one more question. @returns false if there is no room for it */
  begin(origin: TokenOrigin): boolean {
    if (this.#byKind[origin.kind] >= MAX_QUESTIONS_UNDER_WAY) return false;
    if (origin.kind === 'opaque') {
      const asked = this.#byAddress.get(origin.sourceAddress) ?? 0;
      if (asked >= MAX_QUESTIONS_OF_ADDRESS) return false;
      this.#byAddress.set(origin.sourceAddress, asked + 1);
    }
    this.#byKind[origin.kind] += 1;
    return true;
  }

  end(origin: TokenOrigin): void {
    this.#byKind[origin.kind] -= 1;
    if (origin.kind === 'jwt') return;
    const left = (this.#byAddress.get(origin.sourceAddress) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(origin.sourceAddress);
    else this.#byAddress.set(origin.sourceAddress, left);
  }
}
