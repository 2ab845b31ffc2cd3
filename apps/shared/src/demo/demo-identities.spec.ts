import { describe, expect, it } from 'vitest';
import { isDemoAllowed } from './demo-allowed.js';
import { DEMO_IDENTITIES, demoPassword, findDemoIdentity } from './demo-identities.js';

describe('demo identities', () => {
  it('has the eight callers of the sample', () => {
    expect(DEMO_IDENTITIES.map(({ name }) => name)).toEqual([
      'alice',
      'bob',
      'carol',
      'dan',
      'erin',
      'order-processor',
      'inventory-reader',
      'security-officer',
    ]);
  });

  it('gives a service a subject of its own', () => {
    expect(findDemoIdentity('order-processor')?.sub).toBe('service-account-order-processor');
  });

  it('derives the password from the name', () => {
    expect(demoPassword('bob')).toBe('correct-Horse-7-bob');
  });

  it('is not allowed in production', () => {
    expect(isDemoAllowed({ nodeEnv: 'production' })).toBe(false);
    expect(isDemoAllowed({ nodeEnv: 'development' })).toBe(true);
  });
});
