/**
 * Invisible characters in the notation of PostgreSQL's regular expressions: white space, control and format characters,
 * as the names of objects, relations and subjects exclude them. Unpaired surrogates no text of PostgreSQL can hold.
 */
const INVISIBLE = [
  String.raw`\u0001-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u1680\u180e`,
  String.raw`\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb`,
  String.raw`\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a`,
  String.raw`\U000e0001\U000e0020-\U000e007f`,
].join('');
const WHITE_SPACE = String.raw`\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;

const ID = `[^${INVISIBLE}:#*]+`;
const NAME = `[^${INVISIBLE}:#*@]+`;

/**
 * What `parseTuple()` accepts, as a condition on a row of `relationship_tuples`, but for the size of a context. A database
 * in UTF-8 is taken for granted.
 */
export const TUPLE_FORM = `
  object ~ '^${NAME}:${ID}$' and octet_length(object) <= 256
  and relation ~ '^${NAME}$' and octet_length(relation) <= 50
  and subject ~ '^${NAME}:([*]|${ID}(#${NAME})?)$'
  and octet_length(split_part(subject, '#', 1)) <= 256 and octet_length(split_part(subject, '#', 2)) <= 50
  and (condition is null or (jsonb_typeof(condition) = 'object'
    and jsonb_typeof(condition -> 'name') is not distinct from 'string'
    and condition ->> 'name' ~ '^[^${WHITE_SPACE}:#@]{1,50}$'
    and coalesce(jsonb_typeof(condition -> 'context'), 'null') in ('null', 'object')))`;
