import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Finding } from '../../kernel/errors.js';
import type { SubjectDescriber } from '../../kernel/subject-describer.port.js';
import { DescribesSubjectsMarker } from './describes-subjects.decorator.js';

/** The application's `@DescribesSubjects` provider. */
@Injectable()
export class SubjectDescribers {
  #describer: SubjectDescriber | undefined;

  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  /** Finds the provider, once it exists. @returns what is wrong with it */
  discover(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const wrapper of this.discovery.getProviders()) {
      if (this.discovery.getMetadataByDecorator(DescribesSubjectsMarker, wrapper) === undefined) continue;
      const describer = wrapper.instance as Partial<SubjectDescriber> | undefined;
      if (describer === this.#describer && describer !== undefined) continue;
      if (typeof describer?.describe !== 'function') {
        findings.push(finding(wrapper.name, "@DescribesSubjects() has no method 'describe'"));
      } else if (this.#describer !== undefined) {
        findings.push(finding(wrapper.name, 'a second provider has @DescribesSubjects()'));
      } else {
        this.#describer = describer as SubjectDescriber;
      }
    }
    return findings;
  }

  /** `undefined` if the application has none. */
  find(): SubjectDescriber | undefined {
    return this.#describer;
  }
}

function finding(where: string | symbol, problem: string): Finding {
  return {
    where: String(where),
    problem,
    remedy: 'Keep one singleton provider that implements SubjectDescriber.',
  };
}
