import { deny, type Deny } from '../../kernel/decision.js';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import { CONSUMES } from './consumes.decorator.js';
import { acceptsBody } from './media-type.js';

/** What bounds a body. */
export interface BodyBounds {
  /** The route, if it is certain already which one is meant. */
  readonly route: RouteDeclaration | undefined;
  readonly maxBodyBytes: number;
}

/** Refuses, by its header alone, a body that is too large or of a type that the route does not take. */
export function judgeBody(request: InboundRequest, { route, maxBodyBytes }: BodyBounds): Deny | undefined {
  const [length] = request.header('content-length');
  const announced = length === undefined ? 0 : Number(length);
  if (announced > maxBodyBytes) return tooLarge(maxBodyBytes);
  const hasBody = announced > 0 || request.header('transfer-encoding').length > 0;
  if (!hasBody || route === undefined || !route.parameters.some(({ source }) => source === 'body'))
    return undefined;
  const accepted = route.declared(CONSUMES).flat();
  const types = request.header('content-type');
  return types.length === 1 && acceptsBody(types[0], accepted) ? undefined : unsupportedMediaType(accepted);
}

/** RFC 9110 §15.5.14. */
function tooLarge(maxBodyBytes: number): Deny {
  return deny({
    code: 'ZT_PAYLOAD_TOO_LARGE',
    kind: 'too-large',
    detail: `The body is larger than ${maxBodyBytes} bytes.`,
    reason: `announced body is larger than ${maxBodyBytes} bytes`,
  });
}

/** RFC 9110 §15.5.16. */
function unsupportedMediaType(accepted: readonly string[]): Deny {
  const types = accepted.length === 0 ? ['application/json'] : accepted;
  return deny({
    code: 'ZT_UNSUPPORTED_MEDIA_TYPE',
    kind: 'unsupported-media-type',
    detail: `Send the body as ${types.join(' or ')}.`,
    reason: 'the body has another media type',
    headers: { accept: types.join(', ') },
  });
}
