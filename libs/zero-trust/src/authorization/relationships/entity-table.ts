interface Entity {
  readonly name: string;
  readonly kind: string;
  readonly objectId: number;
  uses: number;
}

/**
 * Gives each object and userset that a tuple names a small integer, and takes it back when the last tuple is
 * gone, so that memory follows the tuples that exist and not all that ever did.
 */
export class EntityTable {
  readonly #ids = new Map<string, number>();
  readonly #entities: (Entity | undefined)[] = [];
  readonly #free: number[] = [];
  /** One string for each kind, however many entities are of it. */
  readonly #kinds = new Map<string, string>();

  idOf(name: string): number | undefined {
    return this.#ids.get(name);
  }

  nameOf(id: number): string {
    return this.#entity(id).name;
  }

  kindOf(id: number): string {
    return this.#entity(id).kind;
  }

  objectOf(id: number): number {
    return this.#entity(id).objectId;
  }

  /** The id of a well-formed name for one more use; {@link EntityTable.release} gives the use back. */
  retain(name: string): number {
    const known = this.#ids.get(name);
    if (known === undefined) return this.#create(name);
    this.#entity(known).uses += 1;
    return known;
  }

  release(id: number): void {
    const entity = this.#entity(id);
    entity.uses -= 1;
    if (entity.uses > 0) return;
    this.#ids.delete(entity.name);
    this.#entities[id] = undefined;
    this.#free.push(id);
    if (entity.objectId !== id) this.release(entity.objectId);
  }

  #create(name: string): number {
    const id = this.#free.pop() ?? this.#entities.length;
    // Reserves the place before the object of a userset takes one of its own.
    this.#entities[id] = undefined;
    const [object = '', relation] = name.split('#');
    const objectId = relation === undefined ? id : this.retain(object);
    this.#ids.set(name, id);
    this.#entities[id] = { name, kind: this.#kind(object, relation), objectId, uses: 1 };
    return id;
  }

  #kind(object: string, relation: string | undefined): string {
    const type = object.slice(0, object.indexOf(':'));
    const kind = relation === undefined ? type : `${type}#${relation}`;
    const shared = this.#kinds.get(kind) ?? kind;
    this.#kinds.set(kind, shared);
    return shared;
  }

  #entity(id: number): Entity {
    const entity = this.#entities[id];
    if (entity === undefined) throw new RangeError(`No tuple names the entity ${id}`);
    return entity;
  }
}
