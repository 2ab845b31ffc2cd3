import { modelProblems } from '../model/load-model.js';
import type { TupleSource } from '../tuples/load-tuples.js';
import { RelationshipError } from '../relationship-error.js';
import { memoryTuples } from '../tuples/memory-tuples.js';
import type { TupleStoreSource } from '../tuples/tuple-store-source.js';
import { DEFAULT_LIMITS } from './resolution.js';

/** Options of `embeddedRelationships()`. */
export interface EmbeddedRelationshipsOptions {
  /** The model's file: a path from the working directory or a file URL. Either this or `model`. */
  readonly modelFile?: string | URL;
  /** The model's text in the OpenFGA language. Either this or `modelFile`. */
  readonly model?: string;
  /** Where the tuples are kept, such as `sqlTuples({ db })`. @defaultValue in this process's memory alone */
  readonly store?: TupleStoreSource;
  /** Tuples to start with; those that the store has already stay as they are. @defaultValue none */
  readonly tuples?: TupleSource;
  /** How long each of the file, the store and the tuples may take to load. @defaultValue 30 */
  readonly loadTimeoutSeconds?: number;
  /** Hops from an object to a subject before a check is given up as an error. @defaultValue 25 */
  readonly maxDepth?: number;
  /** Tuples and relations that one check may look at. @defaultValue 100,000 */
  readonly maxCheckSteps?: number;
  /** Tuples and relations that all checks of one batch may look at; the rest of the batch is then an error. @defaultValue 300,000 */
  readonly maxBatchSteps?: number;
  /** Tuples and relations that one listing may look at. @defaultValue 1,000,000 */
  readonly maxListSteps?: number;
}

const DEFAULTS = Object.freeze({
  store: memoryTuples(),
  tuples: [],
  loadTimeoutSeconds: 30,
  ...DEFAULT_LIMITS,
});

const LIMITS = ['loadTimeoutSeconds', 'maxDepth', 'maxCheckSteps', 'maxBatchSteps', 'maxListSteps'] as const;
const KNOWN: ReadonlySet<string> = new Set(['modelFile', 'model', 'store', 'tuples', ...LIMITS]);

/** The options with their defaults, checked. */
export type ResolvedEmbeddedOptions = EmbeddedRelationshipsOptions &
  Required<Omit<EmbeddedRelationshipsOptions, 'modelFile' | 'model'>>;

/** @throws {RelationshipError} `invalid_configuration` that lists everything wrong */
export function resolveEmbeddedOptions(options: EmbeddedRelationshipsOptions): ResolvedEmbeddedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: ResolvedEmbeddedOptions = Object.freeze({ ...DEFAULTS, ...Object.fromEntries(given) });
  const problems = [
    ...unknownKeys(options),
    ...modelProblems(resolved),
    ...storeProblems(resolved),
    ...limitProblems(resolved),
  ];
  if (problems.length === 0) return resolved;
  throw new RelationshipError('invalid_configuration', `embeddedRelationships(): ${problems.join('; ')}`);
}

function unknownKeys(options: object): readonly string[] {
  return Object.keys(options)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `"${key}" is not an option; known are ${[...KNOWN].join(', ')}`);
}

function storeProblems({ store }: ResolvedEmbeddedOptions): readonly string[] {
  const opens = typeof (store as Partial<TupleStoreSource> | null)?.open === 'function';
  return opens ? [] : ['"store" must be a store of tuples, such as sqlTuples({ db })'];
}

function limitProblems(options: ResolvedEmbeddedOptions): readonly string[] {
  return LIMITS.filter((key) => !Number.isSafeInteger(options[key]) || options[key] < 1).map(
    (key) => `"${key}" must be a whole number of at least 1`,
  );
}
