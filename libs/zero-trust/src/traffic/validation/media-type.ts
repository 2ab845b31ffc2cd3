import { MIMEType } from 'node:util';

const JSON_TYPE = /^application\/(?:[a-z\d!#$&^_.+-]+\+)?json$/;

/**
 * Whether a body of this `Content-Type` is taken: `application/json` or a type with the suffix `+json` (RFC 6839 §3.1),
 * or else exactly one of `accepted`, if there are any; in UTF-8, which is what an absent charset means (RFC 8259 §8.1).
 */
export function acceptsBody(contentType: string | undefined, accepted: readonly string[] = []): boolean {
  const mediaType = parse(contentType);
  if (mediaType === undefined || !isUtf8(mediaType, contentType)) return false;
  const { essence } = mediaType;
  return accepted.length === 0
    ? JSON_TYPE.test(essence)
    : accepted.some((type) => type.toLowerCase() === essence);
}

function parse(contentType: string | undefined): MIMEType | undefined {
  if (contentType === undefined) return undefined;
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
}

/** A charset that is given twice is refused: parsers disagree on which one counts. */
function isUtf8(mediaType: MIMEType, contentType = ''): boolean {
  const charset = mediaType.params.get('charset') ?? 'utf-8';
  return charset.toLowerCase() === 'utf-8' && contentType.split(/charset/i).length <= 2;
}
