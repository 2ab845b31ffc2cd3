import { v1 } from '@authzed/authzed-node';
import type { BatchCheckResult } from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import { codeOf, fromStatus } from './translate-failure.js';
import { unusableAnswer } from './spicedb-unavailable.error.js';

const { CheckPermissionResponse_Permissionship: Permissionship, LookupPermissionship } = v1;

/**
 * The verdict of a check. What depends on values that nobody gave is no grant, and anything unknown no answer.
 *
 * @throws {RelationshipError} `condition_undecided`
 */
export function readAllowed(permissionship: v1.CheckPermissionResponse_Permissionship | undefined): boolean {
  if (permissionship === Permissionship.HAS_PERMISSION) return true;
  if (permissionship === Permissionship.NO_PERMISSION) return false;
  if (permissionship === Permissionship.CONDITIONAL_PERMISSION) throw undecided();
  throw unusableAnswer('the result of a check');
}

/** The verdict of one check of a batch. */
export function readBatchResult(
  pair: v1.CheckBulkPermissionsPair | undefined,
  asked: v1.CheckBulkPermissionsRequestItem,
): BatchCheckResult {
  // Verdicts of other questions, or in another order, must not become those of these.
  if (pair?.request === undefined || !isSameQuestion(pair.request, asked)) {
    throw unusableAnswer('the result of a batch of checks');
  }
  try {
    return { allowed: readPair(pair.response) };
  } catch (error) {
    if (error instanceof RelationshipError) return { allowed: false, error };
    throw error;
  }
}

/**
 * Whether an entry of a list is certain.
 *
 * @throws {RelationshipError} `condition_undecided`: a list without it might be too short, with it too long
 */
export function assertCertain(permissionship: v1.LookupPermissionship): void {
  if (permissionship === LookupPermissionship.HAS_PERMISSION) return;
  if (permissionship === LookupPermissionship.CONDITIONAL_PERMISSION) throw undecided();
  throw unusableAnswer('an entry of a list');
}

function readPair(response: v1.CheckBulkPermissionsPair['response']): boolean {
  if (response.oneofKind === 'item') return readAllowed(response.item.permissionship);
  if (response.oneofKind === 'error') throw fromStatus(codeOf(response.error.code), response.error.message);
  throw unusableAnswer('the result of a batch of checks');
}

function isSameQuestion(
  one: v1.CheckBulkPermissionsRequestItem,
  other: v1.CheckBulkPermissionsRequestItem,
): boolean {
  return describe(one) === describe(other);
}

function describe({ resource, permission, subject }: v1.CheckBulkPermissionsRequestItem): string {
  const { objectType, objectId } = resource ?? {};
  const { object, optionalRelation } = subject ?? {};
  return JSON.stringify([
    objectType,
    objectId,
    permission,
    object?.objectType,
    object?.objectId,
    optionalRelation,
  ]);
}

function undecided(): RelationshipError {
  const message = 'SpiceDB could not decide: a condition on the way lacks a value of the context';
  return new RelationshipError('condition_undecided', message);
}
