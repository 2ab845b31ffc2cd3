import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ReportFinding } from '../../kernel/stage.js';
import type { AccessPolicy, PolicyClass } from './access-policy.js';
import { judge } from './judge.js';
import type { CompiledPolicy, PolicyDefinition, PolicyScope, PolicyTerm } from './policy-definition.js';
import { isDefinition } from './policy-term.js';

type Token = Parameters<ModuleRef['get']>[0];

/** Makes policies ready to be asked, at boot. */
@Injectable()
export class PolicyCompiler {
  readonly #classes = new Map<string, PolicyClass>();

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  /** @returns `undefined` if the policy cannot be asked; why not goes to `report` */
  compile(term: PolicyTerm, report: ReportFinding): CompiledPolicy | undefined {
    if (typeof term === 'function') return this.compileClass(term, report);
    if (isDefinition(term)) return this.compileDefinition(term, report);
    report(noProvider(String(term)));
    return undefined;
  }

  private compileClass(policyClass: PolicyClass, report: ReportFinding): CompiledPolicy | undefined {
    const policy = this.find(policyClass) as Partial<AccessPolicy> | undefined;
    if (typeof policy?.evaluate === 'function') {
      this.checkName(policyClass, report);
      return { name: policyClass.name, evaluate: (input) => judge(policy as AccessPolicy, input) };
    }
    report(noProvider(policyClass.name));
    return undefined;
  }

  /** Posture, records and the comparison of versions know a policy by its name. */
  private checkName(policyClass: PolicyClass, report: ReportFinding): void {
    const { name } = policyClass;
    const known = this.#classes.get(name) ?? policyClass;
    this.#classes.set(name, known);
    if (known === policyClass) return;
    report({
      problem: `@Policy(${name}) is another class than the ${name} of an earlier route`,
      remedy:
        'Give each policy a name of its own: nothing else tells them apart in posture and audit records.',
    });
  }

  private compileDefinition(definition: PolicyDefinition, report: ReportFinding): CompiledPolicy | undefined {
    const compiled = definition.compile(this.scopeFor(report));
    if (compiled === undefined) return undefined;
    return { ...compiled, name: definition.name, evaluate: (input) => judge(compiled, input) };
  }

  private scopeFor(report: ReportFinding): PolicyScope {
    return {
      policy: (term) => this.compile(term, report),
      provider: (token: Token) => this.find(token) as never,
      report,
    };
  }

  /** Nest says "no such provider" by throwing. */
  private find(token: Token): unknown {
    try {
      return this.modules.get<unknown>(token, { strict: false });
    } catch {
      return undefined;
    }
  }
}

function noProvider(name: string): Parameters<ReportFinding>[0] {
  return {
    problem: `@Policy(${name}) is not a provider with a method 'evaluate'`,
    remedy: `Add ${name} to the providers of a module, and implement AccessPolicy.`,
  };
}
