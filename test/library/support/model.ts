/** The model of the library's own tests. */
export const MODEL = `
model
  schema 1.1
type user
type organization
  relations
    define admin: [user]
    define member: [user] or admin
type order
  relations
    define organization: [organization]
    define editor: admin from organization
    define viewer: member from organization
`;

/** Alice administers acme, Bob is a member of it, Carol administers globex. Order 1 is of acme, order 2 of globex. */
export const TUPLES = [
  'organization:acme#admin@user:alice',
  'organization:acme#member@user:bob',
  'organization:globex#admin@user:carol',
  'order:1#organization@organization:acme',
  'order:2#organization@organization:globex',
];
