import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { pingDatabase } from '@sample/shared';
import { RelationshipEngine, Standing } from 'nestjs-zero-trust';
import { SETTINGS, type Settings } from '../settings.module.js';

const DEADLINE_MS = 1_000;

/** What the API cannot serve without: `storage` is the database, whichever it is, `standing` what was last read of locks. */
export type Dependency = 'storage' | 'redis' | 'standing' | 'openfga' | 'spicedb';

/** Somebody without any relation: the question is about the engine, not about its answer. */
const QUESTION = { subject: 'user:readiness', relation: 'member', object: 'organization:readiness' };

/** Whether the process has what it needs to answer. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(RelationshipEngine) private readonly relationships: RelationshipEngine,
    @Inject(Standing) private readonly standing: Standing,
  ) {}

  /** What does not answer within a second, of all that the settings name; nothing while the process can serve. */
  async findDown(): Promise<readonly Dependency[]> {
    const probes = [...this.#probes()].map(async ([name, probe]) => ((await answers(probe)) ? [] : [name]));
    return (await Promise.all(probes)).flat();
  }

  *#probes(): Generator<readonly [Dependency, Probe]> {
    const { database, sharedState, environment } = this.settings;
    yield ['storage', () => pingDatabase(database.db)];
    if (sharedState !== undefined) yield ['redis', () => sharedState.ping()];
    // While locks and revocations are not known, every caller is refused.
    yield [
      'standing',
      () => this.standing.standingOf({ issuer: environment.authIssuer, subject: 'readiness' }),
    ];
    const ask: Probe = (signal) => this.relationships.check(QUESTION, { signal });
    if (environment.openfgaUrl !== undefined) yield ['openfga', ask];
    if (environment.spicedbEndpoint !== undefined) yield ['spicedb', ask];
  }
}

type Probe = (signal: AbortSignal) => unknown;

/** False also after the deadline; whichever ends first, the probe or its time, ends the other. */
async function answers(probe: Probe): Promise<boolean> {
  const patience = new AbortController();
  const { signal } = patience;
  const expired = delay(DEADLINE_MS, false, { signal }).catch(() => false);
  const isUp = await Promise.race([succeeds(probe, signal), expired]);
  patience.abort();
  return isUp;
}

async function succeeds(probe: Probe, signal: AbortSignal): Promise<boolean> {
  try {
    await probe(signal);
    return true;
  } catch {
    return false;
  }
}
