import { parse, type Token } from 'path-to-regexp';

/** A path as OpenAPI writes it: `/orders/:id` is `/orders/{id}`. Optional parts are taken as given, as @nestjs/swagger does. */
export function openApiPath(path: string): string {
  const written = parse(path).tokens.map(write).join('');
  return written.startsWith('/') ? written : `/${written}`;
}

function write(token: Token): string {
  if (token.type === 'text') return token.value;
  return token.type === 'group' ? token.tokens.map(write).join('') : `{${token.name}}`;
}
