import { at, withRoomFor } from './int32-column.js';

/** Places in a record. */
const KIND = 0;
const OBJECT = 1;
const USES = 2;
const FIELDS = 3;

/**
 * Gives each object, userset and everyone of a type that a tuple names a small integer, and takes it back when the last
 * tuple is gone, so that memory follows the tuples that exist and not all that ever did. Holds 16 million names at most,
 * as a `Map` does.
 */
export class EntityTable {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  /** By id, side by side so that one read brings all three: place in `#kindNames`, id of the object, number of uses. */
  #records = new Int32Array(0);
  readonly #free: number[] = [];
  readonly #kindNames: string[] = [];
  readonly #kindIds = new Map<string, number>();

  idOf(name: string): number | undefined {
    return this.#ids.get(name);
  }

  nameOf(id: number): string {
    this.#record(id);
    return this.#names[id] as string;
  }

  kindOf(id: number): string {
    return this.#kindNames[at(this.#records, this.#record(id) + KIND)] as string;
  }

  objectOf(id: number): number {
    return at(this.#records, this.#record(id) + OBJECT);
  }

  /** The id of a well-formed name for one more use; {@link EntityTable.release} gives the use back. */
  retain(name: string): number {
    const known = this.#ids.get(name);
    if (known === undefined) return this.#create(name);
    this.#addUses(known, 1);
    return known;
  }

  release(id: number): void {
    const name = this.nameOf(id);
    const objectId = this.objectOf(id);
    if (this.#addUses(id, -1) > 0) return;
    this.#ids.delete(name);
    this.#names[id] = '';
    this.#free.push(id);
    if (objectId !== id) this.release(objectId);
  }

  #create(name: string): number {
    const id = this.#free.pop() ?? this.#names.length;
    const own = flatCopy(name);
    // Reserves the place before the object of a userset takes one of its own.
    this.#names[id] = own;
    const [object = '', relation] = own.split('#');
    const objectId = relation === undefined ? id : this.retain(object);
    this.#ids.set(own, id);
    this.#place({ id, kindId: this.#kindId(object, relation), objectId });
    return id;
  }

  #place({ id, kindId, objectId }: PlacedEntity): void {
    this.#records = withRoomFor(this.#records, id * FIELDS + USES);
    this.#records.set([kindId, objectId, 1], id * FIELDS);
  }

  #addUses(id: number, count: number): number {
    const place = id * FIELDS + USES;
    const uses = at(this.#records, place) + count;
    this.#records[place] = uses;
    return uses;
  }

  #kindId(object: string, relation: string | undefined): number {
    const type = object.slice(0, object.indexOf(':'));
    const kind = kindName({ object, type, relation });
    const known = this.#kindIds.get(kind);
    if (known !== undefined) return known;
    this.#kindIds.set(kind, this.#kindNames.length);
    return this.#kindNames.push(kind) - 1;
  }

  /** Where the record of an id begins. */
  #record(id: number): number {
    const place = id * FIELDS;
    if (id >= 0 && place < this.#records.length && at(this.#records, place + USES) > 0) return place;
    throw new RangeError(`No tuple names the entity ${id}`);
  }
}

interface PlacedEntity {
  readonly id: number;
  readonly kindId: number;
  readonly objectId: number;
}

function kindName({
  object,
  type,
  relation,
}: Readonly<Record<'object' | 'type', string>> & { relation?: string | undefined }): string {
  if (relation !== undefined) return `${type}#${relation}`;
  return object.endsWith(':*') ? object : type;
}

/**
 * A string in one piece. One that was joined or cut from others would keep those in memory, for as long as a tuple
 * names it.
 */
function flatCopy(name: string): string {
  return Buffer.from(name, 'utf8').toString('utf8');
}
