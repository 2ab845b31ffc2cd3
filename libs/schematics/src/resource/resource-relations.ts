import { transformer } from '@openfga/syntax-transformer';
import { addType, assertCallers, type Model } from '../shared/model-file.js';
import { refuse } from '../shared/refusal.js';
import { rulesOf } from '../shared/relations.js';

/** Who may do what with a resource. */
export interface ResourceRelations {
  /** Needed to see it. */
  readonly read: string;
  /** Needed to change and remove it; who creates it has this one. */
  readonly write: string;
  /** Written for who creates it, so that both are held. */
  readonly granted: readonly string[];
}

/** {@link ResourceRelations}, and the model that defines them. */
export interface ModelledRelations extends ResourceRelations {
  readonly model: Model;
}

/**
 * Takes the relations from the model, or adds the type with them: whoever has a later one has those before it, too.
 *
 * @throws {SchematicsException} when the model has the type and not such relations, or the weaker one is to guard changes
 */
export function modelRelations(model: Model, type: string, relations: readonly string[]): ModelledRelations {
  const [read, write] = [relations[0] ?? '', relations.at(-1) ?? ''];
  assertCallers(model);
  if (!model.types.has(type)) {
    return {
      model: addType(model, { name: type, relations: rulesOf(relations) }),
      read,
      write,
      granted: [write],
    };
  }
  const own = new TypeRelations(model, type);
  for (const relation of relations) own.assertKnown(relation);
  for (const relation of new Set([write, read])) own.assertForUsers(relation);
  own.assertNotWeaker(write, read);
  return { model, read, write, granted: own.implies(write, read) ? [write] : [write, read] };
}

type TypeDefinition = ReturnType<typeof transformer.transformDSLToJSONObject>['type_definitions'][number];
type Rule = NonNullable<TypeDefinition['relations']>[string];

/** The relations that a model has for a type already. */
class TypeRelations {
  private readonly definition: TypeDefinition | undefined;

  constructor(
    private readonly model: Model,
    private readonly type: string,
  ) {
    const { type_definitions: types } = transformer.transformDSLToJSONObject(model.text);
    this.definition = types.find((definition) => definition.type === type);
  }

  assertKnown(relation: string): void {
    const known = this.model.types.get(this.type) ?? [];
    if (known.includes(relation)) return;
    const has = known.length === 0 ? 'no relations' : known.join(', ');
    refuse(
      `${this.file} has a type '${this.type}' without a relation '${relation}'; it has: ${has}.`,
      'Name relations that it has, from reading to writing, or add this one to the file.',
    );
  }

  /** Who creates something is given its relation, and so are the users of the spec. */
  assertForUsers(relation: string): void {
    const subjects = this.definition?.metadata?.relations?.[relation]?.directly_related_user_types ?? [];
    const takesUsers = subjects.some(
      (subject) =>
        subject.type === 'user' &&
        subject.relation === undefined &&
        subject.wildcard === undefined &&
        (subject.condition ?? '') === '',
    );
    if (takesUsers) return;
    refuse(
      `${this.file}: '${relation}' of '${this.type}' cannot be given to a user, so who creates one could not get it.`,
      `Begin its rule with [user], such as: define ${relation}: [user] or …; or name other relations.`,
    );
  }

  /** Changes need the relation that fewer have. */
  assertNotWeaker(write: string, read: string): void {
    if (write === read || !this.implies(read, write)) return;
    refuse(
      `${this.file}: who has '${read}' of '${this.type}' has '${write}' too, so '${write}' cannot guard changes.`,
      `Say the weaker one first: --relations ${write},${read}`,
    );
  }

  /** Whether everybody with one relation has the other. */
  implies(from: string, to: string, asked: readonly string[] = []): boolean {
    if (from === to) return true;
    const rule = this.definition?.relations?.[to];
    if (rule === undefined || asked.includes(to)) return false;
    return alternativesOf(rule).some((relation) => this.implies(from, relation, [...asked, to]));
  }

  private get file(): string {
    return this.model.path.slice(1);
  }
}

// Of `[user] or editor or owner`, the relations. What is taken away from or met with others implies nothing for sure.
function alternativesOf({ computedUserset, union }: Rule): readonly string[] {
  if (computedUserset?.relation !== undefined) return [computedUserset.relation];
  return union?.child.flatMap(alternativesOf) ?? [];
}
