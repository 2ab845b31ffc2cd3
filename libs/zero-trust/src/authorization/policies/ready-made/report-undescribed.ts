import { DescribingIssuers } from '../../subjects/describing-issuers.js';
import { SubjectDescribers } from '../../subjects/subject-describers.js';
import type { PolicyScope } from '../policy-definition.js';

/** Of several issuers none is believed unless it is said: a policy that needs to know its callers would then refuse them all. */
export function reportUndescribed(name: string, { provider, report }: PolicyScope): void {
  if (provider(DescribingIssuers)?.isEmpty !== true) return;
  if (provider(SubjectDescribers)?.find() !== undefined) return;
  report({
    problem: `@Policy(${name}) would refuse everybody: no issuer may say what its callers are`,
    remedy:
      "Set 'describesSubjects' on the issuers that are believed in this, or add a provider with @DescribesSubjects().",
  });
}
