import type { Finding } from '../../kernel/errors.js';
import { groupBy } from '../../kernel/group-by.js';
import { ISSUER_DEFAULTS, type IssuerOptions } from '../issuer.options.js';
import {
  resolveCertificateOptions,
  type CertificateOptions,
  type ResolvedCertificateOptions,
} from './certificates.options.js';
import { isServiceName, NAME_FORMS } from './service-names.js';
import { trustDomainOf } from './spiffe-id.js';

const WHERE = 'options.identity.certificates';

/**
 * What the form of each option alone cannot tell: names of the wrong kind, subjects that two sources share, and trust in
 * names that no header brings.
 */
export function certificateFindings(
  options: CertificateOptions | undefined,
  issuers: readonly IssuerOptions[],
): readonly Finding[] {
  if (options === undefined) return [];
  const resolved = resolveCertificateOptions(options);
  const { services, serviceName, subjectType } = resolved;
  const unfit = Object.keys(services).filter((name) => !isServiceName(serviceName, name));
  return [
    ...unfit.map((name) => ({
      where: `${WHERE}.services.${name}`,
      problem: 'cannot be the name of a service',
      remedy: `With serviceName '${serviceName}' it should be ${NAME_FORMS[serviceName]}.`,
    })),
    ...sharedSubjects({ subjectType, isAgreed: options.sharesSubjects === true, issuers }),
    ...(serviceName === 'spiffe' ? subjectsOfTwoDomains(services) : []),
    ...unheardNames(resolved),
  ];
}

interface Sharing {
  readonly subjectType: string;
  readonly isAgreed: boolean;
  readonly issuers: readonly IssuerOptions[];
}

/** A service is not the subject of that name of an issuer, unless both say that it is. */
function sharedSubjects({ subjectType, isAgreed, issuers }: Sharing): readonly Finding[] {
  const sharing = issuers.filter((one) => (one.subjectType ?? ISSUER_DEFAULTS.subjectType) === subjectType);
  if (isAgreed && sharing.every(({ sharesSubjects }) => sharesSubjects === true)) return [];
  return sharing.map(({ issuer }) => ({
    where: `${WHERE}.subjectType`,
    problem: `is also that of the issuer ${issuer}`,
    remedy: 'Choose another one, or set sharesSubjects on both if their subjects are the same.',
  }));
}

/** Their keys differ, yet in the graph they would be one. */
function subjectsOfTwoDomains(services: ResolvedCertificateOptions['services']): readonly Finding[] {
  const named = groupBy(Object.entries(services), ([, { subject }]) => subject);
  return [...named].flatMap(([subject, sharing]) => {
    const names = sharing.map(([name]) => name);
    if (new Set(names.map(trustDomainOf)).size < 2) return [];
    const problem = `has the subject ${subject} in two trust domains: ${names.join(' and ')}`;
    const remedy = 'Give each a subject of its own: in the graph they would have the same rights.';
    return [{ where: `${WHERE}.services`, problem, remedy }];
  });
}

function unheardNames({ trustsForwardedNames, forwardedHeader }: ResolvedCertificateOptions) {
  if (!trustsForwardedNames || forwardedHeader === 'x-forwarded-client-cert') return [];
  const problem = 'is set, but names without a certificate come in x-forwarded-client-cert only';
  const remedy = "Set forwardedHeader to 'x-forwarded-client-cert', or remove trustsForwardedNames.";
  return [{ where: `${WHERE}.trustsForwardedNames`, problem, remedy }];
}
