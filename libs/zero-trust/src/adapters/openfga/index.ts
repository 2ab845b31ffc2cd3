export { OpenFgaRelationshipEngine } from './openfga-engine.js';
export type { OpenFgaOptions } from './openfga.options.js';
export { openfga } from './openfga.js';
