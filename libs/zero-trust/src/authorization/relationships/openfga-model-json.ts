/** The JSON form of a model, as the OpenFGA API and its DSL transformer write it; only what is read here. */
export interface ModelJson {
  readonly schema_version?: string;
  readonly type_definitions?: readonly TypeJson[];
  readonly conditions?: Readonly<Record<string, unknown>>;
}

/** One type in JSON form. */
export interface TypeJson {
  readonly type: string;
  readonly relations?: Readonly<Record<string, RewriteJson>>;
  readonly metadata?: { readonly relations?: Readonly<Record<string, RelationMetadataJson>> } | null;
}

/** The type restrictions of one relation in JSON form. */
export interface RelationMetadataJson {
  readonly directly_related_user_types?: readonly RestrictionJson[];
}

/** One type restriction in JSON form. */
export interface RestrictionJson {
  readonly type: string;
  readonly relation?: string;
  readonly wildcard?: object;
  readonly condition?: string;
}

/** One rewrite in JSON form: exactly one of the members is present. */
export interface RewriteJson {
  readonly this?: object;
  readonly computedUserset?: { readonly relation?: string };
  readonly tupleToUserset?: {
    readonly tupleset: { readonly relation?: string };
    readonly computedUserset: { readonly relation?: string };
  };
  readonly union?: { readonly child: readonly RewriteJson[] };
  readonly intersection?: { readonly child: readonly RewriteJson[] };
  readonly difference?: object;
}
