import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidRequestError, type Principal } from 'nestjs-zero-trust';

/** Which list a cursor belongs to, and whose it is. */
export interface CursorScope {
  /** Name of the list, for example `orders`. */
  readonly list: string;
  readonly principal: Pick<Principal, 'key'>;
}

/** Sort key of the last item of a page: texts, so that nothing is lost on the way. */
export type CursorPosition = readonly string[];

/** Opaque cursors: signed, so that nobody makes up a position, and good only for the caller and list they were made for. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  write(scope: CursorScope, position: CursorPosition): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${this.sign(scope, payload).toString('base64url')}`;
  }

  /**
   * @throws {@link InvalidRequestError} unless this very cursor was written for the scope
   */
  read(scope: CursorScope, cursor: string): CursorPosition {
    const [payload = '', signature = '', ...rest] = cursor.split('.');
    const expected = this.sign(scope, payload);
    const given = Buffer.from(signature, 'base64url');
    // Decoding forgives characters that do not belong; only one spelling is accepted.
    const canonical = given.toString('base64url') === signature && rest.length === 0;
    if (!canonical || given.length !== expected.length || !timingSafeEqual(given, expected)) throw tampered();
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as CursorPosition;
  }

  private sign({ list, principal }: CursorScope, payload: string): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([list, principal.key, payload]))
      .digest();
  }
}

function tampered(): InvalidRequestError {
  return new InvalidRequestError([
    { pointer: 'query:cursor', detail: 'is no cursor of this list; send nextCursor of the page before' },
  ]);
}
