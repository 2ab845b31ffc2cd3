/** A schema as OpenAPI 3.1 has them: JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** One parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly [keyword: string]: unknown;
}

/** One answer of an operation. */
export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** One operation of a document. */
export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Readonly<Record<string, unknown>>;
  readonly responses?: Readonly<Record<string, Answer>>;
  readonly [keyword: string]: unknown;
}

/** What operations refer to. */
export interface Components {
  readonly schemas?: Readonly<Record<string, Schema>>;
  readonly securitySchemes?: Readonly<Record<string, unknown>>;
  readonly [kind: string]: Readonly<Record<string, unknown>> | undefined;
}

/** A reference to one of the document's components. */
export function refTo(kind: string, name: string): Schema {
  return { $ref: `#/components/${kind}/${name}` };
}
