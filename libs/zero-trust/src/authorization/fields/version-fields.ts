import type { Constructor, RouteDeclaration } from '../../kernel/route-declaration.js';
import { returnsOf, unfilteredReasonOf } from '../../kernel/returns.decorator.js';
import { bodyClassOf, inWords, RETURNS_EVERYTHING, returnedClassOf } from './describe-fields.js';
import { readDtoProperties } from './dto-shape.js';
import { fieldRulesOf, type FieldRuleKind } from './field-declarations.js';

/** What two versions of a route demand for the fields that both have. */
export interface VersionFields {
  readonly newer: readonly string[];
  readonly older: readonly string[];
}

/** Rules in words by the path of a field, such as `lines.priceCents`; empty for one without any. */
type RulesByPath = ReadonlyMap<string, string>;

/**
 * Makes the demands of two versions comparable: by the names of fields, because each version has classes of its own. A field
 * that the older version does not have cannot be had from it; one that returns without saying what has them all.
 */
export function versionFields(newer: RouteDeclaration, older: RouteDeclaration): VersionFields {
  const oldShown = shownBy(older);
  const oldTaken = rulesByPath(bodyClassOf(older), 'writable');
  const hasEverything = oldShown === undefined;
  const shown = shownBy(newer);
  return {
    newer: [
      ...(shown === undefined ? returnsAnything(newer) : [DECLARED_ONLY]),
      ...demands('shows', shown ?? NONE, (path) => hasEverything || oldShown.has(path)),
      ...demands('takes', rulesByPath(bodyClassOf(newer), 'writable'), (path) => oldTaken.has(path)),
    ],
    older: [
      ...(hasEverything ? returnsAnything(older) : [DECLARED_ONLY]),
      ...demands('shows', oldShown ?? NONE, () => true),
      ...demands('takes', oldTaken, () => true),
    ],
  };
}

const DECLARED_ONLY = 'returns declared fields only';
const NONE: RulesByPath = new Map();

/** `undefined` for a route that returns whatever its handler gives. */
function shownBy(route: RouteDeclaration): RulesByPath | undefined {
  const isDeclared = unfilteredReasonOf(route) === undefined && returnsOf(route) !== undefined;
  return isDeclared ? rulesByPath(returnedClassOf(route), 'visible') : undefined;
}

function returnsAnything(route: RouteDeclaration): readonly string[] {
  const reason = unfilteredReasonOf(route);
  return reason === undefined ? [] : [`${RETURNS_EVERYTHING}${reason}`];
}

function demands(
  verb: 'shows' | 'takes',
  fields: RulesByPath,
  isKept: (path: string) => boolean,
): readonly string[] {
  return [...fields]
    .filter(([path, rules]) => rules !== '' && isKept(path))
    .map(([path, rules]) => `${verb} ${path} (${rules})`);
}

function rulesByPath(root: Constructor | undefined, kind: FieldRuleKind): RulesByPath {
  return new Map(typeof root === 'function' ? fieldsOf(root, kind, []) : []);
}

/** A class within itself is walked once. A class that cannot be made has been reported. */
function fieldsOf(
  type: Constructor,
  kind: FieldRuleKind,
  outer: readonly Constructor[],
): readonly (readonly [string, string])[] {
  if (outer.includes(type)) return [];
  const rules = fieldRulesOf(type, kind);
  return propertiesOf(type).flatMap(({ name, nested }) => {
    const within = nested === undefined ? [] : fieldsOf(nested, kind, [...outer, type]);
    const own = [name, (rules.get(name) ?? []).map(inWords).join(', ')] as const;
    return [own, ...within.map(([path, words]) => [`${name}.${path}`, words] as const)];
  });
}

function propertiesOf(type: Constructor): ReturnType<typeof readDtoProperties> {
  try {
    return readDtoProperties(type);
  } catch {
    return [];
  }
}
