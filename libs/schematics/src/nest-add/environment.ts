import type { Rule, Tree } from '@angular-devkit/schematics';
import type { NestAddOptions } from './nest-add.options.js';

const ENVIRONMENT = '/.env.example';
const IGNORED = '/.gitignore';
/** Where the library keeps its audit records unless told otherwise, and what may hold settings. */
const NOT_COMMITTED = ['/audit', '.env'];

/** Explains the settings in `.env.example`, and keeps the audit log and `.env` out of version control where there is Git. */
export const addEnvironment =
  (options: NestAddOptions): Rule =>
  (tree) => {
    const missing = settings(options).filter(
      ({ name }) => !linesOf(tree, ENVIRONMENT).some((line) => line.startsWith(`${name}=`)),
    );
    append(
      tree,
      ENVIRONMENT,
      missing.map(({ name, value, why }) => `# ${why}\n${name}=${value}\n`).join('\n'),
    );
    if (!tree.exists(IGNORED)) return;
    const ignored = NOT_COMMITTED.filter((entry) => !linesOf(tree, IGNORED).includes(entry));
    append(tree, IGNORED, ignored.map((entry) => `${entry}\n`).join(''));
  };

const settings = ({ issuer, audience }: NestAddOptions) => [
  {
    name: 'ZERO_TRUST_ISSUER',
    value: issuer,
    why: 'Whose access tokens are believed: the issuer identifier, character by character as in their claim iss.',
  },
  {
    name: 'ZERO_TRUST_AUDIENCE',
    value: audience,
    why: 'The name of this API in access tokens: their claim aud.',
  },
];

const linesOf = (tree: Tree, path: string): string[] =>
  tree.exists(path)
    ? tree
        .readText(path)
        .split(/\r?\n/)
        .map((line) => line.trim())
    : [];

const append = (tree: Tree, path: string, text: string): void => {
  if (text === '') return;
  if (!tree.exists(path)) return tree.create(path, text);
  const before = tree.readText(path).trimEnd();
  tree.overwrite(path, before === '' ? text : `${before}\n\n${text}`);
};
