import type { Junk } from '../support/junk-server.js';

/** A message of PostgreSQL's protocol: its type, its length, its content. */
function message(type: string, content: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(content, 'latin1')]);
}

const AUTHENTICATED = message('R', '\0\0\0\0');

/** What something else on the port of PostgreSQL might say, or a PostgreSQL whose bytes were damaged. */
export const POSTGRES_JUNK: readonly { readonly name: string; readonly junk: Junk }[] = [
  { name: 'hangs up', junk: undefined },
  { name: 'speaks HTTP', junk: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK' },
  {
    name: 'sends noise',
    junk: Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 167 + 13) % 256)),
  },
  { name: 'says that it cannot encrypt', junk: 'N' },
  { name: 'wants a way to sign in that nobody knows', junk: message('R', '\0\0\0\x0aUNKNOWN\0\0') },
  { name: 'goes on with a sign-in that was never begun', junk: message('R', '\0\0\0\x0br=x') },
  { name: 'fails without a code', junk: message('E', 'SFATAL\0Mno\0\0') },
  { name: 'sends rows of nothing', junk: Buffer.concat([AUTHENTICATED, message('D', '\xff\xff')]) },
  { name: 'announces more than it sends', junk: Buffer.from('R\x7f\xff\xff\xff\0', 'latin1') },
];
