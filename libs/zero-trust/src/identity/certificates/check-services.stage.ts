import { Inject, Injectable } from '@nestjs/common';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import { allow, type Allow, type Deny } from '../../kernel/decision.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { IDENTITY_OPTIONS, type ResolvedIdentityOptions } from '../identity.options.js';
import { StandingJudge } from '../standing/standing-judge.js';
import { certificateMissing, certificateRefused, serviceRefused } from './certificate-refusals.js';
import type { ServiceNameKind } from './certificates.options.js';
import { allNames, findServiceName, isServiceName, NAME_FORMS } from './service-names.js';
import { ServicePrincipals } from './service-principals.js';
import { SERVICES } from './services.decorator.js';

/** Is the caller, by its certificate, one of the services that the route is for, and in good standing as such? */
@Injectable()
export class CheckServicesStage implements Stage {
  readonly name = 'check-services';

  constructor(
    @Inject(IDENTITY_OPTIONS) private readonly options: ResolvedIdentityOptions,
    @Inject(ServicePrincipals) private readonly services: ServicePrincipals,
    @Inject(StandingJudge) private readonly standing: StandingJudge,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const declared = route.declared(SERVICES);
    if (declared.length === 0) return undefined;
    const { certificates } = this.options;
    if (certificates === undefined) {
      report({
        problem: '@Services is declared but no certificate is believed, so that nobody may call',
        remedy: 'Set identity.certificates, or remove @Services.',
      });
      return () => certificateMissing(declared.flat());
    }
    const kind = certificates.serviceName;
    if (
      declared.some((names) => names.length === 0) ||
      !declared.flat().every((name) => isServiceName(kind, name))
    ) {
      report({
        problem: '@Services names what cannot be a service',
        remedy: `Name at least one service; each is ${NAME_FORMS[kind]}.`,
      });
    }
    return this.checkFor(servicesOf(route), kind);
  }

  describe(route: RouteDeclaration): readonly string[] {
    return route.declared(SERVICES).length === 0 ? [] : [servicesOf(route).join(' or ')];
  }

  private checkFor(required: readonly string[], kind: ServiceNameKind): StageCheck {
    const grants = new Map<string, Allow>(required.map((service) => [service, allow({ service })]));
    const wanted = (name: string): boolean => grants.has(name);
    return ({ request: { clientCertificate, clientCertificateFault } }) => {
      if (clientCertificateFault !== undefined) return certificateRefused(clientCertificateFault);
      if (clientCertificate === undefined) return certificateMissing(required);
      const grant = grants.get(findServiceName(clientCertificate, { kind, wanted }) ?? '');
      if (grant === undefined) return serviceRefused(required, allNames(clientCertificate));
      return this.denialOf(clientCertificate) ?? grant;
    };
  }

  /** The standing of the token's subject has been judged; a service that is locked comes no further with anybody's token. */
  private denialOf(certificate: ClientCertificate): Deny | undefined {
    for (const service of this.services.named(certificate)) {
      const denial = this.standing.judge(service);
      if (denial !== undefined) return denial;
    }
    return undefined;
  }
}

/** Every service that may call a route: those that stand in every list. */
export function servicesOf(route: RouteDeclaration): readonly string[] {
  const [first = [], ...others] = route.declared(SERVICES);
  return [...new Set(first)].filter((name) => others.every((names) => names.includes(name)));
}
