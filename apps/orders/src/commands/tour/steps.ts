import { certificateSteps } from './certificate-steps.js';
import { deletionSteps } from './deletion-steps.js';
import { identitySteps } from './identity-steps.js';
import { inputSteps } from './input-steps.js';
import { orderLifeSteps } from './order-life-steps.js';
import { policySteps } from './policy-steps.js';
import { possessionSteps } from './possession-steps.js';
import { standingSteps } from './standing-steps.js';
import type { TourConditions, TourStep } from './step.js';
import { visibilitySteps } from './visibility-steps.js';

/** Every step, in the order in which they run. */
export function tourSteps(conditions: TourConditions): readonly TourStep[] {
  return [
    ...identitySteps,
    ...possessionSteps,
    ...certificateSteps,
    ...visibilitySteps(conditions),
    ...policySteps,
    ...orderLifeSteps(conditions),
    ...standingSteps(conditions),
    ...deletionSteps(conditions),
    ...inputSteps,
  ];
}
