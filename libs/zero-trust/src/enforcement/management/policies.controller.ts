import { Controller, Get, Inject, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { PolicyRules } from '../../authorization/policies/rules/policy-rules.js';
import { Scopes } from '../../authorization/scopes/scopes.decorator.js';
import type { Finding } from '../../kernel/errors.js';
import { ReturnsUnfiltered } from '../../kernel/returns.decorator.js';
import { ZeroTrustGuard } from '../zero-trust.guard.js';

/** Which rules from files judge requests, and what keeps newer ones from doing so. */
export interface RulesReport {
  /** As audit records name it; `null` without files. */
  readonly version: string | null;
  /** How many rules there are. */
  readonly rules: number;
  /** Since when this version is in force, ISO 8601. */
  readonly since: string;
  /** The files hold something newer that cannot be used; `null` if they do not. */
  readonly rejected: RejectedVersion | null;
}

/** What is wrong with the files, and since when. */
export interface RejectedVersion {
  /** When it was seen first, ISO 8601. */
  readonly at: string;
  readonly findings: readonly Finding[];
}

/** The state of the policy rules of this process. */
@Controller({ path: 'zero-trust/policies', version: VERSION_NEUTRAL })
@UseGuards(ZeroTrustGuard)
export class PoliciesController {
  constructor(@Inject(PolicyRules) private readonly rules: PolicyRules) {}

  @Get()
  @Scopes('security:read')
  @ReturnsUnfiltered('versions and findings of rule files, without data of callers')
  report(): RulesReport {
    const { version = null, rules, since, rejected } = this.rules.status;
    return {
      version,
      rules,
      since: new Date(since).toISOString(),
      rejected:
        rejected === undefined
          ? null
          : { at: new Date(rejected.at).toISOString(), findings: rejected.findings },
    };
  }
}
