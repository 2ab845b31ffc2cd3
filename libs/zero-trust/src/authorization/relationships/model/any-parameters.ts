import { isRecord } from './json-record.js';

const HEADER = /^([ \t]*condition[ \t]+([^\s(]+)[ \t]*)\(([^)]*)\)/gm;
const ANY = /([^\s,:()]+)(\s*:\s*(?:(?:list|map)\s*<\s*)?)any\b/g;
/** As long as `any`, so that every place in the text stays where it is. */
const STAND_IN = 'int';

/** A text whose parameters of type `any` say something else. */
export interface WithoutAny {
  readonly dsl: string;
  /** Puts the type back where the JSON form of the text has the stand-in. */
  restore(json: unknown): void;
}

/**
 * Lets conditions have parameters of type `any`, `list<any>` and `map<any>`: OpenFGA has the type, and the parser of its
 * language does not know it.
 */
export function replaceAny(dsl: string): WithoutAny {
  const replaced: (readonly [condition: string, parameter: string])[] = [];
  const text = dsl.replace(HEADER, (_, start: string, condition: string, parameters: string) => {
    const others = parameters.replace(ANY, (__, parameter: string, colon: string) => {
      replaced.push([condition, parameter]);
      return `${parameter}${colon}${STAND_IN}`;
    });
    return `${start}(${others})`;
  });
  return {
    dsl: text,
    restore: (json) => replaced.forEach(([condition, name]) => restoreAny(json, { condition, name })),
  };
}

function restoreAny(
  json: unknown,
  { condition, name }: { readonly condition: string; readonly name: string },
): void {
  const type = member(member(member(member(json, 'conditions'), condition), 'parameters'), name);
  const element = member(type, 'generic_types');
  const target: unknown = Array.isArray(element) ? element[0] : type;
  if (isRecord(target)) Object.assign(target, { type_name: 'TYPE_NAME_ANY' });
}

function member(json: unknown, key: string): unknown {
  return isRecord(json) && Object.hasOwn(json, key) ? json[key] : undefined;
}
