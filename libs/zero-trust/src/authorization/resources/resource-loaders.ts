import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Finding } from '../../kernel/errors.js';
import type { ResourceLoader } from '../../kernel/resource-loader.port.js';
import { LoadsResourceMarker } from './loads-resource.decorator.js';

/** The application's `@LoadsResource` providers by type. */
@Injectable()
export class ResourceLoaders {
  readonly #loaders = new Map<string, ResourceLoader>();

  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  /** Finds the providers, once they exist. @returns what is wrong with them */
  discover(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const wrapper of this.discovery.getProviders()) {
      const type = this.discovery.getMetadataByDecorator(LoadsResourceMarker, wrapper);
      const loader = wrapper.instance as Partial<ResourceLoader> | undefined;
      if (type === undefined || this.#loaders.get(type) === loader) continue;
      if (typeof loader?.load !== 'function') {
        findings.push(finding(wrapper.name, `@LoadsResource('${type}') has no method 'load'`));
      } else if (this.#loaders.has(type)) {
        findings.push(finding(wrapper.name, `a second provider has @LoadsResource('${type}')`));
      } else {
        this.#loaders.set(type, loader as ResourceLoader);
      }
    }
    return findings;
  }

  find(type: string): ResourceLoader | undefined {
    return this.#loaders.get(type);
  }
}

function finding(where: string | symbol, problem: string): Finding {
  return {
    where: String(where),
    problem,
    remedy: 'Keep exactly one singleton provider per type that implements ResourceLoader.',
  };
}
