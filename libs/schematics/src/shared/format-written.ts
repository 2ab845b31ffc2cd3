import type { Rule, Tree } from '@angular-devkit/schematics';

// What `nest new` writes into .prettierrc.
const NEST_STYLE = { singleQuote: true, trailingComma: 'all' } as const;

/**
 * Formats the TypeScript that a schematic wrote as the application's own `format` would, where the application has Prettier.
 */
export const formatWritten = (): Rule => async (tree) => {
  const prettier = await import('prettier').catch(() => undefined);
  if (prettier === undefined) return;
  const options = configurationOf(tree);
  for (const action of tree.actions) {
    if (action.kind === 'd' || !action.path.endsWith('.ts')) continue;
    const source = tree.readText(action.path);
    const formatted = await prettier.format(source, { ...options, filepath: action.path });
    if (formatted !== source) tree.overwrite(action.path, formatted);
  }
};

const configurationOf = (tree: Tree): object => {
  try {
    return tree.readJson('/.prettierrc') as object;
  } catch {
    // Absent, or YAML: the style of `nest new` is the best guess.
    return NEST_STYLE;
  }
};
