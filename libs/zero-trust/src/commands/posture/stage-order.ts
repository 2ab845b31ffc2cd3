import type { StageName } from '../../kernel/stage.js';

/** Every stage, in the order in which requests are judged. */
export const STAGE_ORDER = [
  'check-lifecycle',
  'authenticate',
  'prove-possession',
  'check-standing',
  'limit-principal',
  'check-services',
  'check-scopes',
  'check-freshness',
  'check-relationship',
  'check-policies',
  'inspect-request',
  'check-fields',
  'confirm-objects',
] as const satisfies readonly StageName[];
