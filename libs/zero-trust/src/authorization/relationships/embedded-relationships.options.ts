import { modelProblems, type TupleSource } from './load-inputs.js';
import { RelationshipError } from './relationship-error.js';
import { DEFAULT_LIMITS } from './resolution.js';

/** Options of `embeddedRelationships()`. */
export interface EmbeddedRelationshipsOptions {
  /** The model's file: a path from the working directory or a file URL. Either this or `model`. */
  readonly modelFile?: string | URL;
  /** The model's text in the OpenFGA language. Either this or `modelFile`. */
  readonly model?: string;
  /** The tuples to start with, such as those of the application's database. @defaultValue none */
  readonly tuples?: TupleSource;
  /** How long the file and the tuples may take to load. @defaultValue 30 */
  readonly loadTimeoutSeconds?: number;
  /** Hops from an object to a subject before a check is given up as an error. @defaultValue 25 */
  readonly maxDepth?: number;
  /** Tuples and relations that one check may look at. @defaultValue 100,000 */
  readonly maxCheckSteps?: number;
  /** Tuples and relations that one listing may look at. @defaultValue 1,000,000 */
  readonly maxListSteps?: number;
}

const DEFAULTS = Object.freeze({ tuples: [], loadTimeoutSeconds: 30, ...DEFAULT_LIMITS });

const LIMITS = ['loadTimeoutSeconds', 'maxDepth', 'maxCheckSteps', 'maxListSteps'] as const;
const KNOWN: ReadonlySet<string> = new Set(['modelFile', 'model', 'tuples', ...LIMITS]);

/** The options with their defaults, checked. */
export type ResolvedEmbeddedOptions = EmbeddedRelationshipsOptions &
  Required<Omit<EmbeddedRelationshipsOptions, 'modelFile' | 'model'>>;

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong */
export function resolveEmbeddedOptions(options: EmbeddedRelationshipsOptions): ResolvedEmbeddedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: ResolvedEmbeddedOptions = Object.freeze({ ...DEFAULTS, ...Object.fromEntries(given) });
  const problems = [...unknownKeys(options), ...modelProblems(resolved), ...limitProblems(resolved)];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `embeddedRelationships(): ${problems.join('; ')}`);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function limitProblems(options: ResolvedEmbeddedOptions): readonly string[] {
  return LIMITS.filter((key) => !Number.isSafeInteger(options[key]) || options[key] < 1).map(
    (key) => `"${key}" must be a whole number of at least 1`,
  );
}
