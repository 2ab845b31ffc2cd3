import type { BatchCheckResult } from '../../authorization/relationships/relationship-engine.port.js';
import { parseCondition } from '../../authorization/relationships/conditions/tuple-condition.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { unusableAnswer } from './openfga-unavailable.error.js';
import { invalidQuestion } from './translate-failure.js';

type Fields = Readonly<Record<string, unknown>>;

/** The verdict of a check. Anything but a literal true or false is no answer. */
export function readAllowed(answer: unknown): boolean {
  const { allowed } = fieldsOf(answer);
  if (typeof allowed !== 'boolean') throw unusableAnswer('the result of a check');
  return allowed;
}

/** The verdict of the check of a batch that was asked under `id`. */
export function readBatchResult(answer: unknown, id: string): BatchCheckResult {
  const result = fieldsOf(fieldsOf(fieldsOf(answer)['result'])[id]);
  if (result['error'] === undefined || result['error'] === null) return { allowed: readAllowed(result) };
  const { input_error: code, message } = fieldsOf(result['error']);
  const error = invalidQuestion({ code, message });
  if (error === undefined) throw unusableAnswer('the result of a batch of checks');
  return { allowed: false, error };
}

/** A stored tuple of a page. Usersets and objects are handed on as they were stored. */
export function readTuple(item: unknown): Tuple {
  const { user, relation, object, condition } = fieldsOf(fieldsOf(item)['key']);
  const tuple = {
    subject: text(user, 'a tuple'),
    relation: text(relation, 'a tuple'),
    object: text(object, 'a tuple'),
  };
  if (condition === undefined || condition === null) return tuple;
  return { ...tuple, condition: readCondition(condition) };
}

/** One of the subjects of a list: `user:alice`, `organization:acme#member` or `user:*`. */
export function readSubject(item: unknown): string {
  const { object, userset, wildcard } = fieldsOf(item);
  if (wildcard !== undefined) return `${readText(wildcard, 'type')}:*`;
  const { relation } = fieldsOf(userset);
  const suffix = userset === undefined ? '' : `#${text(relation, 'a userset')}`;
  const of = userset ?? object;
  return `${readText(of, 'type')}:${readText(of, 'id')}${suffix}`;
}

/** The list that stands under `key`. */
export function readList(answer: unknown, key: string): readonly unknown[] {
  const list = fieldsOf(answer)[key];
  if (!Array.isArray(list)) throw unusableAnswer(`a page of ${key}`);
  return list;
}

/** The non-empty text that stands under `key`. */
export function readText(answer: unknown, key: string): string {
  return text(fieldsOf(answer)[key], `an object with "${key}"`);
}

/** What asks for the next page; nothing after the last one. */
export function readContinuation(answer: unknown): string | undefined {
  const token = fieldsOf(answer)['continuation_token'];
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** The members of an object; of anything else, none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The server adds an empty context to a condition that was written without one. */
function readCondition(condition: unknown): NonNullable<Tuple['condition']> {
  const { name, context } = fieldsOf(condition);
  const isEmpty = Object.keys(fieldsOf(context)).length === 0;
  return parseCondition(isEmpty ? { name } : { name, context });
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw unusableAnswer(what);
  return value;
}
