import type { RelationshipErrorReason } from '../authorization/relationships/relationship-error.js';
import { parseTuple, type Tuple } from '../authorization/relationships/tuple.js';

/** The model that the contract is stated on: every construct that all engines support. */
export const CONTRACT_MODEL = `model
  schema 1.1

type user

type organization
  relations
    define admin: [user]
    define member: [user, organization#member] or admin

type order
  relations
    define organization: [organization]
    define creator: [user]
    define editor: [user] or admin from organization
    define viewer: [organization#member] or creator or member from organization
`;

/** What is stored before each question, as object#relation@subject. */
export const CONTRACT_TUPLES: readonly string[] = [
  'organization:acme#admin@user:alice',
  'organization:acme#member@user:bob',
  'organization:acme#member@organization:labs#member',
  'organization:labs#member@user:lena',
  'organization:globex#member@user:carol',
  'order:1#organization@organization:acme',
  'order:2#organization@organization:globex',
  'order:2#creator@user:bob',
  'order:3#viewer@organization:labs#member',
];

/** Questions as object#relation@subject, and their answers. */
export const CHECK_CASES: readonly (readonly [promise: string, query: string, allowed: boolean])[] = [
  ['grants by a direct tuple', 'order:2#creator@user:bob', true],
  ['grants by a computed relation', 'order:2#viewer@user:bob', true],
  ['grants by a relation of the parent', 'order:1#viewer@user:bob', true],
  ['grants by a computed relation of the parent', 'order:1#viewer@user:alice', true],
  ['grants by a userset', 'order:3#viewer@user:lena', true],
  ['grants by a nested userset of the parent', 'order:1#viewer@user:lena', true],
  ['grants a userset what was given to it', 'order:3#viewer@organization:labs#member', true],
  ['grants a userset its own relation', 'organization:acme#member@organization:acme#member', true],
  ['denies a viewer who is not an editor', 'order:1#editor@user:bob', false],
  ['denies a member of another organization', 'order:1#viewer@user:carol', false],
  ['denies a member of the outer group what the inner was given', 'order:3#viewer@user:bob', false],
  ['denies a stranger', 'order:1#viewer@user:mallory', false],
  ['denies on an object that does not exist', 'order:404#viewer@user:alice', false],
  ['denies a subject of a kind that is never related', 'order:1#viewer@order:1', false],
  ['tells ids apart by case', 'order:1#viewer@user:Bob', false],
];

/** What makes an otherwise good check unanswerable, and the reason that the engine must give. */
export const REFUSED_CHECKS: readonly (readonly [
  attack: string,
  change: Partial<Record<keyof Tuple, unknown>>,
  reason: RelationshipErrorReason,
])[] = [
  ['an object of an unknown type', { object: 'invoice:1' }, 'type_not_found'],
  ['a subject of an unknown type', { subject: 'robot:1' }, 'type_not_found'],
  ['an unknown relation', { relation: 'owner' }, 'relation_not_found'],
  ['an unknown relation of a userset', { subject: 'organization:acme#owner' }, 'relation_not_found'],
  ['an object without an id', { object: 'order:' }, 'invalid_object'],
  ['an object without a type', { object: '1' }, 'invalid_object'],
  ['a second colon in an object', { object: 'order:1:2' }, 'invalid_object'],
  ['a userset as the object', { object: 'order:3#viewer' }, 'invalid_object'],
  ['white space in an object', { object: 'order: 1' }, 'invalid_object'],
  ['a control character in an object', { object: 'order:1\u0000' }, 'invalid_object'],
  ['an invisible character in an object', { object: 'order:1\u200B' }, 'invalid_object'],
  ['an over-long object', { object: `order:${'1'.repeat(251)}` }, 'invalid_object'],
  ['an array as the object', { object: ['order:1'] }, 'invalid_object'],
  ['an absent object', { object: undefined }, 'invalid_object'],
  ['everyone as the object', { object: 'order:*' }, 'invalid_object'],
  ['a line break in a subject', { subject: 'user:bob\n' }, 'invalid_subject'],
  ['null as the subject', { subject: null }, 'invalid_subject'],
  ['an empty subject', { subject: '' }, 'invalid_subject'],
  ['a name of an object prototype as the relation', { relation: 'constructor' }, 'relation_not_found'],
];

/** The model of the features: sets, conditions, everyone of a type. */
export const FEATURE_MODEL = `model
  schema 1.1

type user

type organization
  relations
    define member: [user]

type document
  relations
    define organization: [organization]
    define allowed: [user, user:*]
    define banned: [user]
    define reader: allowed but not banned
    define signer: [user]
    define approver: signer and member from organization
    define contact: [organization#member]
    define guest: [user with in_office_hours]
    define viewer: reader or approver or guest

condition in_office_hours(now: timestamp, until: timestamp) {
  now < until
}
`;

/** A condition on a tuple, early and late, and the moments that it is asked about. */
export const OFFICE_HOURS = {
  early: { name: 'in_office_hours', context: { until: '2026-01-01T18:00:00Z' } },
  late: { name: 'in_office_hours', context: { until: '2026-01-02T00:00:00Z' } },
  morning: { now: '2026-01-01T09:00:00Z' },
  night: { now: '2026-01-01T22:00:00Z' },
} as const;

/** What is stored before each question about a feature. */
export const FEATURE_TUPLES: readonly Tuple[] = [
  ...[
    'organization:acme#member@user:ann',
    'organization:acme#member@user:bea',
    'document:plan#organization@organization:acme',
    'document:plan#signer@user:ann',
    'document:plan#signer@user:cora',
    'document:plan#contact@organization:acme#member',
    'document:open#allowed@user:*',
    'document:open#allowed@user:ann',
    'document:open#banned@user:bea',
    'document:shut#allowed@user:ann',
    'document:shut#allowed@user:bea',
    'document:shut#banned@user:bea',
  ].map(parseTuple),
  { subject: 'user:gus', relation: 'guest', object: 'document:plan', condition: OFFICE_HOURS.early },
];
