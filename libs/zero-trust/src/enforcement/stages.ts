import type { Type } from '@nestjs/common';
import { CheckRelationshipStage } from '../authorization/access/check-relationship.stage.js';
import { ConfirmObjectsStage } from '../authorization/access/confirm-objects.stage.js';
import { CheckFieldsStage } from '../authorization/fields/check-fields.stage.js';
import { CheckPoliciesStage } from '../authorization/policies/check-policies.stage.js';
import { CheckScopesStage } from '../authorization/scopes/check-scopes.stage.js';
import { AuthenticateStage } from '../identity/authenticate.stage.js';
import { CheckServicesStage } from '../identity/certificates/check-services.stage.js';
import { CheckFreshnessStage } from '../identity/freshness/check-freshness.stage.js';
import { ProvePossessionStage } from '../identity/possession/prove-possession.stage.js';
import { CheckStandingStage } from '../identity/standing/check-standing.stage.js';
import type { Stage } from '../kernel/stage.js';
import { CheckLifecycleStage } from '../lifecycle/check-lifecycle.stage.js';
import { LimitPrincipalStage } from '../traffic/limits/limit-principal.stage.js';
import { InspectRequestStage } from '../traffic/validation/inspect-request.stage.js';

/** The exported guard that runs a stage in applications that bind guards by hand. */
export type GuardPart = 'AuthenticationGuard' | 'ScopesGuard' | 'AccessGuard' | 'PolicyGuard';

/** One row of the table. */
export interface StageRow {
  readonly stage: Type<Stage>;
  readonly part: GuardPart;
  /** Asked by admission, before a byte of the body is parsed; the guard reuses the answer. */
  readonly beforeBody: boolean;
  /** A route must raise at least one such question, or be public. */
  readonly authorizes: boolean;
}

/** THE order in which a request is judged. The first deny ends the walk. */
// prettier-ignore
export const STAGES: readonly StageRow[] = [
  { stage: CheckLifecycleStage,    part: 'AuthenticationGuard', beforeBody: true,  authorizes: false }, // is this version still served?
  { stage: AuthenticateStage,      part: 'AuthenticationGuard', beforeBody: true,  authorizes: false }, // who is calling?
  { stage: ProvePossessionStage,   part: 'AuthenticationGuard', beforeBody: true,  authorizes: false }, // does the caller hold the key that the token is bound to?
  { stage: CheckStandingStage,     part: 'AuthenticationGuard', beforeBody: true,  authorizes: false }, // revoked, locked, suspended, or asked to step up?
  { stage: LimitPrincipalStage,    part: 'AuthenticationGuard', beforeBody: false, authorizes: false }, // within the limits of this identity?
  { stage: CheckServicesStage,     part: 'ScopesGuard',         beforeBody: false, authorizes: true  }, // is the caller one of the services that the route is for?
  { stage: CheckScopesStage,       part: 'ScopesGuard',         beforeBody: false, authorizes: true  }, // does the token carry the scopes, and the caller hold the permissions?
  { stage: CheckFreshnessStage,    part: 'ScopesGuard',         beforeBody: false, authorizes: false }, // is the sign-in strong and recent enough for this route?
  { stage: CheckRelationshipStage, part: 'AccessGuard',         beforeBody: false, authorizes: true  }, // does the graph grant this relation on this object?
  { stage: CheckPoliciesStage,     part: 'PolicyGuard',         beforeBody: false, authorizes: true  }, // do the attribute policies permit it?
  { stage: InspectRequestStage,    part: 'PolicyGuard',         beforeBody: false, authorizes: false }, // does the payload match its schema?
  { stage: CheckFieldsStage,       part: 'PolicyGuard',         beforeBody: false, authorizes: false }, // may the caller set each field that it sends?
  { stage: ConfirmObjectsStage,    part: 'PolicyGuard',         beforeBody: false, authorizes: false }, // are the ids that the handler gets the ones that were judged?
];
