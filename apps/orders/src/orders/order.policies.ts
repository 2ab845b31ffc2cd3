import { anyOf, BusinessHours, HasRole, MinimumClearance, not, OwnerOr, rule } from 'nestjs-zero-trust';

/**
 * Confidential orders are for callers with clearance 3 or more: to read, to change, to list and to export. Whatever is not
 * expressly internal is confidential.
 */
export const ConfidentialNeedsClearance = MinimumClearance(3, { except: ['internal'] });

/** Only who made the order, or somebody with the role `admin`. */
export const CreatorOrAdmin = OwnerOr('admin');

/** Contractors act from 09:00 until before 17:00, Monday to Friday, by the clock of the order's organization. */
export const ContractorsInOfficeHours = anyOf(
  not(HasRole('contractor')),
  BusinessHours({ from: '09:00', to: '17:00', timeZone: 'object' }),
);

/** Sensitive orders leave for some countries only: which ones is data, in `policies/orders.yaml`. */
export const SensitiveStaysInCountries = rule('sensitive-orders-leave-from-home-only');
