import { apply, applyTemplates, filter, mergeWith, move, url, type Rule } from '@angular-devkit/schematics';

/** Templates, and where they go. */
export interface WrittenTemplates {
  /** Folder of the templates, from the schematic's own: `./files/model`. */
  readonly templates: string;
  /** Folder in the tree. */
  readonly to: string;
  /** What the templates name. */
  readonly values: object;
}

/** Writes templates; a file that is there already stays as it is. */
export const writeAbsent =
  ({ templates, to, values }: WrittenTemplates): Rule =>
  (tree) =>
    mergeWith(
      apply(url(templates), [applyTemplates(values), move(to), filter((path) => !tree.exists(path))]),
    );
