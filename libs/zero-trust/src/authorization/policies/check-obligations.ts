import { faultOfDemand, type SignInDemand } from '../../kernel/sign-in-demand.js';
import type { Obligation, StepUpObligation } from './obligation.js';

const NAME = /^[^\s\p{C}]+$/u;

/** What is wrong with a list of obligations, in words; `undefined` if each can be understood. */
export function faultOfObligations(obligations: unknown): string | undefined {
  if (!Array.isArray(obligations)) return 'its obligations are no list';
  const faults = Array.from(obligations as unknown[], faultOf).filter((fault) => fault !== undefined);
  return faults[0];
}

/** What a step-up obligation asks of the sign-in. */
export function demandOf({ acrValues, maxAgeSeconds }: StepUpObligation): SignInDemand {
  return { acceptedAcr: acrValues, maxAgeSeconds };
}

function faultOf(obligation: unknown): string | undefined {
  const type: unknown = (obligation as Partial<Obligation> | null | undefined)?.type;
  switch (type) {
    case 'mask':
      return isMask(obligation as object) ? undefined : 'it masks fields without naming them';
    case 'log':
      return isLog(obligation as object)
        ? undefined
        : 'it logs something else than texts, numbers and true or false';
    case 'step-up': {
      const fault = faultOfDemand(demandOf(obligation as StepUpObligation));
      return fault === undefined ? undefined : `its step-up ${fault}`;
    }
    default:
      return 'it demands an obligation that is not known';
  }
}

function isMask({ fields }: { readonly fields?: unknown }): boolean {
  return Array.isArray(fields) && fields.length > 0 && Array.from(fields as unknown[]).every(isName);
}

function isName(field: unknown): boolean {
  return typeof field === 'string' && NAME.test(field);
}

function isLog({ facts }: { readonly facts?: unknown }): boolean {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return false;
  return Object.values(facts).every((fact) => ['string', 'number', 'boolean'].includes(typeof fact));
}
