import type { RelationshipEngine, Standing } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../settings.module.js';
import { Readiness } from './readiness.js';

const down = (): Promise<never> => Promise.reject(new Error('postgres://user:secret@db.internal'));
const hung = (): Promise<never> => new Promise(() => undefined);
const up = async (): Promise<void> => undefined;

/** How each dependency behaves; left out where the settings do not name it. */
interface World {
  readonly redis?: () => Promise<void>;
  readonly openfga?: () => Promise<void>;
  /** Throws where locks and revocations are not known. */
  readonly standing?: () => void;
}

/** Over a database that is closed, which is the one thing that every process needs. */
function readinessIn({ redis, openfga, standing = () => undefined }: World): Readiness {
  const settings = {
    database: {},
    sharedState: redis && { ping: redis },
    environment: { openfgaUrl: openfga && 'http://127.0.0.1:8080' },
  } as unknown as Settings;
  return new Readiness(
    settings,
    { check: openfga } as unknown as RelationshipEngine,
    { standingOf: standing } as unknown as Standing,
  );
}

describe('readiness', () => {
  it('names each dependency that does not answer, and no other', async () => {
    expect(await readinessIn({ redis: up, openfga: down }).findDown()).toEqual(['storage', 'openfga']);
    expect(await readinessIn({ redis: down, openfga: up }).findDown()).toEqual(['storage', 'redis']);
  });

  it('is not there while every caller would be refused, because nobody knows who is locked', async () => {
    const standing = (): never => {
      throw new Error('not looked at for too long');
    };
    expect(await readinessIn({ standing }).findDown()).toEqual(['storage', 'standing']);
  });

  it('does not ask what the settings do not name', async () => {
    expect(await readinessIn({}).findDown()).toEqual(['storage']);
  });

  it('waits about a second for those that hang, for all at once', async () => {
    const startedAt = performance.now();
    expect(await readinessIn({ redis: hung, openfga: hung }).findDown()).toEqual([
      'storage',
      'redis',
      'openfga',
    ]);
    expect(performance.now() - startedAt).toBeLessThan(1_900);
  });
});
