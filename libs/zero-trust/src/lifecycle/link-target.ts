/** What may stand between `<` and `>` in a `Link` header: printable ASCII that RFC 3986 admits, nothing that ends the target. */
const URI_REFERENCE = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/** Whether a text is an http(s) URL or a path, to be linked to from a header (RFC 8288 §3.1). */
export function isLinkTarget(text: string): boolean {
  if (typeof text !== 'string' || !URI_REFERENCE.test(text)) return false;
  const base = 'https://api.invalid';
  if (!URL.canParse(text, base)) return false;
  return ['https:', 'http:'].includes(new URL(text, base).protocol);
}
