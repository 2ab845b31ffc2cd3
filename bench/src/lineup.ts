import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContestantEntry, ContestantName } from './contestants.js';
import { PinnedProcess, SERVER_CORE } from './pinned-process.js';
import type { BenchIssuer } from './scenario/bench-issuer.js';
import {
  SETTINGS_VARIABLE,
  type OpenFgaStore,
  type ServerReady,
  type ServerSettings,
} from './servers/server-settings.js';

const START_TIMEOUT_MS = 30_000;

/** A contestant that listens. */
export interface RunningContestant {
  readonly entry: ContestantEntry;
  readonly url: string;
  readonly pid: number;
}

/** What the contestants need of their surroundings. */
export interface LineupInit {
  readonly entries: readonly ContestantEntry[];
  readonly issuer: BenchIssuer;
  readonly openFga: OpenFgaStore | undefined;
}

/** All contestants, each a process of its own on one and the same core, alive together. */
export class Lineup implements AsyncDisposable {
  readonly #running = new Map<ContestantName, RunningContestant>();
  readonly #resources = new AsyncDisposableStack();

  /** @throws Error if one does not start in time; those that did are stopped */
  static async start({ entries, issuer, openFga }: LineupInit): Promise<Lineup> {
    const lineup = new Lineup();
    try {
      for (const entry of entries) {
        await lineup.add(entry, { issuer: issuer.url, audience: issuer.audience, openFga });
      }
      return lineup;
    } catch (error) {
      await lineup[Symbol.asyncDispose]();
      throw error;
    }
  }

  get all(): readonly RunningContestant[] {
    return [...this.#running.values()];
  }

  get(name: ContestantName): RunningContestant {
    const contestant = this.#running.get(name);
    if (contestant === undefined) throw new Error(`The contestant ${name} was not started.`);
    return contestant;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  private async add(
    entry: ContestantEntry,
    common: Pick<ServerSettings, 'issuer' | 'audience' | 'openFga'>,
  ): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), `bench-${entry.name}-`));
    this.#resources.defer(() => rm(directory, { recursive: true, force: true }));
    const settings: ServerSettings = { ...common, adapter: entry.adapter, directory };
    const server = this.#resources.use(
      PinnedProcess.start({
        script: entry.script,
        core: SERVER_CORE,
        env: { [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      }),
    );
    const { port } = await server.ask<ServerReady>(START_TIMEOUT_MS);
    this.#running.set(entry.name, { entry, url: `http://127.0.0.1:${port}`, pid: server.pid });
  }
}
