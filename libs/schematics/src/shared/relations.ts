import { refuse } from './refusal.js';

const NAME = /^[a-z][a-z0-9_]{0,49}$/;
// Keywords of the OpenFGA language, and what every JavaScript object has.
const RESERVED = new Set(
  'and as but condition constructor define extend from model module not or relations schema self this type with'.split(
    ' ',
  ),
);

/**
 * Reads `viewer,editor`.
 *
 * @throws {SchematicsException} for what cannot be relations of the OpenFGA language
 */
export const readRelations = (written: string): readonly string[] => {
  const relations = written.split(',').map((relation) => relation.trim());
  const wrong = relations.find((relation) => !NAME.test(relation) || RESERVED.has(relation));
  if (wrong !== undefined) {
    refuse(
      `'${wrong}' cannot name a relation.`,
      'Say them by commas, in small letters, digits and underscores: --relations viewer,editor',
    );
  }
  const twice = relations.find((relation, index) => relations.indexOf(relation) < index);
  if (twice !== undefined) {
    refuse(`The relation '${twice}' is there twice.`, 'Say each once: --relations viewer,editor');
  }
  return relations;
};

/**
 * The rules of relations that are told from the weakest to the strongest: whoever has a later one has those before it, too. The
 * strongest comes first, as models are usually read: `editor: [user]`, `viewer: [user] or editor`.
 */
export const rulesOf = (relations: readonly string[]): Record<string, string> => {
  const rules = relations.map((relation, index) => {
    const stronger = relations[index + 1];
    return [relation, stronger === undefined ? '[user]' : `[user] or ${stronger}`] as const;
  });
  return Object.fromEntries(rules.toReversed());
};
