import { describe, expect, it, vi } from 'vitest';
import { RequestContext } from '../../kernel/request-context.js';
import { inboundRequest } from '../../testing/request-builders.js';
import { RequestEnvironment, type EnvironmentSources } from './request-environment.js';

function environmentOf(sources: Partial<EnvironmentSources>): RequestEnvironment {
  const context = new RequestContext({ decisionId: 'd', receivedAt: 0, request: inboundRequest() });
  const none = { geoLocator: undefined, riskAssessor: undefined, deviceRegistry: undefined };
  return new RequestEnvironment(context, 0, { ...none, ...sources });
}

describe('the surroundings of a request', () => {
  it.each<[string, () => never]>([
    ['fail', () => expect.fail('gone')],
    ['fail later', () => Promise.reject(new Error('gone')) as never],
    ['answer later', () => Promise.resolve({ country: 'US', id: 'd', trusted: true }) as never],
  ])('are not known where ports %s, which does not end the process', async (_, answer) => {
    const unhandled = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    const { country, device, risk } = environmentOf({
      geoLocator: { locate: answer },
      deviceRegistry: { identify: answer },
      riskAssessor: { assess: answer },
    });
    expect([country, device, risk]).toEqual([undefined, undefined, undefined]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
