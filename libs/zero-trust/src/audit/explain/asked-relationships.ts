import type { Evidence } from '../../kernel/decision.js';
import type { AuditRecord } from '../audit-record.js';
import type { AskedRelationship } from './explained-decision.js';

/**
 * What a record says the graph was asked: the one question that was refused, or those that were granted. Where a route demands
 * two relations on one type, each is paired with every object of that type.
 */
export function askedRelationships(
  { identity, resource }: Pick<AuditRecord, 'identity' | 'resource'>,
  evidence: Evidence | undefined,
): readonly AskedRelationship[] {
  if (identity === null) return [];
  const { graphSubject: subject } = identity;
  const { relation, object, granted } = evidence ?? {};
  if (typeof relation === 'string' && typeof object === 'string') return [{ subject, relation, object }];
  return (Array.isArray(granted) ? (granted as readonly string[]) : []).flatMap((words) => {
    const [name = '', type = ''] = words.split(' of ');
    const objects = resource.filter((ref) => ref.startsWith(`${type}:`));
    return objects.map((ref) => ({ subject, relation: name, object: ref }));
  });
}
