/** How {@link DeclarationKey} names its symbols. */
const PREFIX = 'zero-trust:';

/** Declarations that a class may carry without being a controller. */
const NOT_OF_ROUTES = ['loads-resource', 'visible', 'writable', 'represents', 'describes-subjects'];

/** Decorators of ours that stand on exactly this class, method or prototype: `CanAccess`, `Scopes`. */
export function declarationsOn(holder: object): readonly string[] {
  const keys = Reflect.getOwnMetadataKeys(holder) as readonly unknown[];
  return keys.flatMap((key) => {
    const text = typeof key === 'symbol' ? (key.description ?? '') : '';
    const name = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
    return name === undefined || NOT_OF_ROUTES.includes(name) ? [] : [inPascalCase(name)];
  });
}

function inPascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
