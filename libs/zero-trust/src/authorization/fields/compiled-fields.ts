import type { CompiledPolicy } from '../policies/policy-definition.js';
import type { ResourceLoader } from '../../kernel/resource-loader.port.js';

/** A rule of `@Visible` or `@Writable`, ready to be asked about an object. */
export type CompiledRule =
  | { readonly ask: 'relation'; readonly relation: string; readonly name: string }
  | { readonly ask: 'policy'; readonly policy: CompiledPolicy; readonly name: string };

/** Which object the instances of a class stand for, and what loads it. */
export interface RepresentedObject {
  readonly type: string;
  readonly idProperty: string;
  readonly loader: ResourceLoader | undefined;
}

/** One property that may leave. */
export interface FieldPlan {
  readonly name: string;
  /** All of them must hold; none: everybody sees it. */
  readonly rules: readonly CompiledRule[];
  /** How the objects in it are written; `undefined`: it holds no objects, and any that turn up are left out. */
  readonly nested: ClassPlan | undefined;
}

/** What of the objects of one class may leave. */
export interface ClassPlan {
  readonly name: string;
  /** What instances inherit from if they are plain data, so that they may leave as they are; `undefined` if they are not. */
  readonly dataPrototype: object | undefined;
  /** `undefined`: the object around it is the one that its rules are asked about. */
  readonly represents: RepresentedObject | undefined;
  readonly fields: readonly FieldPlan[];
}
