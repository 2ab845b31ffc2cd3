import type { Principal } from './principal.js';

const NOTES = Symbol('zero-trust:notes');

type Carrier = Principal & { readonly [NOTES]?: unknown[] };

let kinds = 0;

/** For principals that tests or other ways in make by themselves. */
const loose = new WeakMap<Principal, unknown[]>();

/**
 * Remembers one thing about each principal, for as long as the principal is remembered itself. It is kept on the principal:
 * looking it up in a table would touch memory that is far away, once for every fact and request.
 */
export class PerPrincipal<Value> {
  readonly #place = kinds++;

  get(principal: Principal): Value | undefined {
    return notesOf(principal)[this.#place] as Value | undefined;
  }

  set(principal: Principal, value: Value): void {
    notesOf(principal)[this.#place] = value;
  }
}

/** Freezes a principal that was just made, with room for what {@link PerPrincipal} remembers; a copy of it has none of that. */
export function sealPrincipal(principal: Principal): Principal {
  Object.defineProperty(principal, NOTES, { value: roomForNotes() });
  return Object.freeze(principal);
}

/** As many places as one application uses: they lie side by side in memory. */
function roomForNotes(): unknown[] {
  return [undefined, undefined, undefined, undefined];
}

function notesOf(principal: Principal): unknown[] {
  // What is only derived from a principal is another one.
  const own = Object.hasOwn(principal, NOTES) ? (principal as Carrier)[NOTES] : undefined;
  return own ?? looseNotesOf(principal);
}

function looseNotesOf(principal: Principal): unknown[] {
  const known = loose.get(principal);
  if (known !== undefined) return known;
  const notes = roomForNotes();
  loose.set(principal, notes);
  return notes;
}
