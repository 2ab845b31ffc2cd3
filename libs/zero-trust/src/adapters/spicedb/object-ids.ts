import { quote, RelationshipError } from '../../authorization/relationships/relationship-error.js';

/** SpiceDB's own limit. */
const MAX_ID_LENGTH = 1_024;

/** Characters of an id that SpiceDB takes as they are; `=` begins an escape here. */
const PLAIN = /^[a-zA-Z0-9/_|\-+]+$/u;
const ESCAPED_BYTE = /=([0-9A-F]{2})/gu;

/** Everyone of a type, as a tuple names it. */
const EVERYONE = '*';

/**
 * An id that no object has: no escape looks like it. SpiceDB answers no check for `user:*`; whoever has no tuple of
 * their own has exactly what everyone has, which is the same question.
 */
export const SOMEBODY = '=somebody';

/**
 * The id in SpiceDB of an object of the model, each byte of other characters (UTF-8) written `=3A`.
 *
 * @throws {RelationshipError} `invalid_object` when it becomes too long
 */
export function encodeId(id: string): string {
  if (id === EVERYONE) return id;
  const written = PLAIN.test(id) ? id : escape(id);
  if (written.length <= MAX_ID_LENGTH) return written;
  throw new RelationshipError(
    'invalid_object',
    `The id ${quote(id)} becomes ${written.length} characters long in SpiceDB, which takes ${MAX_ID_LENGTH}`,
  );
}

/** The id of the model that {@link encodeId} wrote so. */
export function decodeId(written: string): string {
  if (written === EVERYONE || PLAIN.test(written)) return written;
  return decodeURIComponent(written.replaceAll('%', '%25').replaceAll(ESCAPED_BYTE, '%$1'));
}

function escape(id: string): string {
  const bytes = Array.from(Buffer.from(id, 'utf8'), (byte) => {
    const character = String.fromCodePoint(byte);
    return PLAIN.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return bytes.join('');
}
