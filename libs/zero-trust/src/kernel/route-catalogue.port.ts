import type { Constructor } from './route-declaration.js';
import type { CredentialFacts, FieldFact, RouteFacts } from './route-facts.js';

/** What the application's routes say about themselves as a whole, for those who publish it. */
export interface RouteCatalogue {
  /** Every scope that some route needs, sorted. */
  scopes(): readonly string[];
  /** The first path of a controller's first route; `undefined` before the boot is over, or if it has none. */
  pathOf(controller: Constructor): string | undefined;
  /** Every compiled route, in the order of discovery; none before the boot is over. Made anew with each call. */
  routes(): readonly RouteFacts[];
  credentials(): CredentialFacts;
  /** The properties that a class of bodies or answers declares. */
  fieldsOf(type: Constructor): readonly FieldFact[];
  /** The type of object that instances of a class stand for; `undefined` if they stand for none. */
  representedBy(type: Constructor): string | undefined;
}

/** Injection token of the {@link RouteCatalogue} port. */
export const RouteCatalogue = Symbol('RouteCatalogue');
