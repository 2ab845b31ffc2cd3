import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validate, validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { DependencyUnavailableError, ZeroTrustError } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { DtoClasses } from './dto-classes.js';
import { findForbiddenContent } from './forbidden-content.js';
import type { PathProblem } from './path-problem.js';
import { flattenErrors } from './flatten-errors.js';

/** A payload as an instance of its class, or everything that is wrong with it. */
export type PayloadVerdict =
  | { readonly isValid: true; readonly instance: object }
  | { readonly isValid: false; readonly problems: readonly PathProblem[] };

const VALIDATOR_OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: false,
  // The target is needed to word the problem by its class; it never leaves flattenErrors.
  validationError: { target: true, value: false },
};

/** The class that payloads are to be instances of. */
export interface PayloadSchema {
  readonly type: Constructor;
  readonly classes: DtoClasses;
  /** Most members and items that a payload may hold. */
  readonly maxValues: number;
}

/** Turns payloads into instances of one class and validates them. */
export class PayloadValidator {
  constructor(private readonly schema: PayloadSchema) {}

  /**
   * Answers at once unless a rule of the application is involved, which may need to wait.
   *
   * @throws {@link DependencyUnavailableError} if a rule that waits fails
   */
  validate(payload: unknown): MaybePromise<PayloadVerdict> {
    if (!isPlainObject(payload)) return invalid([{ path: [], detail: 'must be an object' }]);
    const forbidden = findForbiddenContent(payload, this.schema.maxValues);
    if (forbidden.length > 0) return invalid(forbidden);
    try {
      const instance: unknown = plainToInstance(this.schema.type as ClassConstructor<object>, payload);
      return isObject(instance) ? this.judge(instance) : UNREADABLE;
    } catch {
      // What a transform throws tells of the value, so it is not passed on.
      return UNREADABLE;
    }
  }

  /**
   * An instance with nothing but members that the class knows, valid or not; an empty one of what is no payload at all. For
   * routes whose validation is only tried.
   */
  strip(payload: unknown): object {
    const { type, maxValues } = this.schema;
    try {
      if (!isPlainObject(payload) || findForbiddenContent(payload, maxValues).length > 0) return this.empty();
      const instance: unknown = plainToInstance(type as ClassConstructor<object>, payload);
      if (!isObject(instance)) return this.empty();
      validateSync(instance, { whitelist: true });
      return instance;
    } catch {
      return this.empty(); // A rule of the application failed: what lies below it may still hold anything.
    }
  }

  private empty(): object {
    return plainToInstance(this.schema.type as ClassConstructor<object>, {});
  }

  private judge(instance: object): MaybePromise<PayloadVerdict> {
    const conclude = (errors: readonly ValidationError[]): PayloadVerdict =>
      errors.length === 0 ? { isValid: true, instance } : invalid(flattenErrors(errors, this.schema.classes));
    if (this.schema.classes.answersAtOnce(instance))
      return conclude(validateSync(instance, VALIDATOR_OPTIONS));
    return validate(instance, VALIDATOR_OPTIONS).then(conclude, unavailable);
  }
}

const UNREADABLE = invalid([{ path: [], detail: 'holds a value that cannot be converted' }]);

function invalid(problems: readonly PathProblem[]): PayloadVerdict {
  return { isValid: false, problems };
}

function unavailable(cause: unknown): never {
  if (cause instanceof ZeroTrustError) throw cause;
  throw new DependencyUnavailableError('validator', 'failed', { cause });
}

/** Parsers make objects whose prototype is the root's, none, or an empty one; everything else is no payload. */
function isPlainObject(payload: unknown): payload is object {
  if (!isObject(payload)) return false;
  const prototype: unknown = Object.getPrototypeOf(payload);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
