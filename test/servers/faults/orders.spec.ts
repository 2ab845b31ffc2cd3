import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditRecord } from 'nestjs-zero-trust';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { createEmptyDatabase } from '../support/empty-database.js';
import { SampleInstance } from '../support/sample-instance.js';
import { serverUrl } from '../support/server-url.js';
import { FAULTS, type Fault, type Scene } from './faults.js';
import { customerOf, questionsOf } from './questions.js';
import { LOAD_NETWORK, SteadyLoad } from './steady-load.js';
import { SUBJECTS, type Subject } from './subjects.js';
import { formatTallies, sumByStatus, type Tally } from './tally.js';

const AUDIENCE = 'https://api.orders.example';
const REQUESTS = 10_000;
/** What a loaded machine may add to a deadline. */
const SLACK_MS = 4_000;
const RECOVERED_WITHIN_MS = 20_000;
/** Until a signal has reached a process on the other core. */
const SETTLE_MS = 100;

/** Brings a fault about while requests go on, ends it, and waits until everything is served again. */
async function suffer(scene: Scene, fault: Fault): Promise<Tally> {
  const { load, subject } = scene;
  const tally = load.become({ name: fault.name, down: subject.name, isChanging: true });
  const standIn = await fault.begin(scene);
  await sleep(SETTLE_MS);
  load.become({ name: fault.name, down: subject.name, pauseMs: fault.pauseMs });
  await fault.last(scene);
  expect(await readiness(scene)).toEqual([503, subject.notReady]);
  load.become({ name: 'comes back', down: subject.name, isChanging: true });
  await standIn?.[Symbol.asyncDispose]();
  const endedAt = performance.now();
  fault.end(scene);
  await load.untilServed(RECOVERED_WITHIN_MS);
  tally.recoveredMs = performance.now() - endedAt;
  load.become({ name: 'everything works' });
  await load.more(200);
  expect(await readiness(scene)).toEqual([200, undefined]);
  return tally;
}

async function readiness({ address }: Scene): Promise<readonly [status: number, detail: string | undefined]> {
  const response = await fetch(`${address}/health/ready`);
  const { detail } = (await response.json()) as { detail?: string };
  return [response.status, detail];
}

/** All faults, then requests until there were enough. @returns the tallies of the faults */
async function sufferAll(scene: Scene): Promise<readonly Tally[]> {
  const { load, subject } = scene;
  await load.more(500);
  const suffered: Tally[] = [];
  for (const fault of FAULTS) suffered.push(await suffer(scene, fault));
  await load.more(REQUESTS - load.answered);
  await load.stop();
  console.info(formatTallies(`${subject.name} …`, load.tallies));
  return suffered;
}

interface OrdersInit {
  readonly subject: Subject;
  /** Of the server that is about to fail. */
  readonly url: string;
  /** Of a database that does not fail; for those that are not about PostgreSQL. */
  readonly databaseUrl: string;
  readonly issuer: TokenIssuer;
}

function startOrders({ subject, url, databaseUrl, issuer }: OrdersInit): Promise<SampleInstance> {
  const identity = { AUTH_ISSUER: issuer.issuer, API_AUDIENCE: AUDIENCE };
  return SampleInstance.start({
    ...identity,
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    DATABASE_URL: databaseUrl,
    // Locks are kept in it: without them every caller is refused, whatever else works.
    REDIS_URL: serverUrl('REDIS_URL'),
    [subject.variable]: url,
  });
}

/** One record for each answer, and for each refusal the one that it names. */
function expectAudited(load: SteadyLoad, records: readonly AuditRecord[]): void {
  const ofLoad = records.filter(({ sourceAddress }) => sourceAddress.startsWith(LOAD_NETWORK));
  const byStatus = Map.groupBy(ofLoad, ({ status }) => status);
  const counts = new Map([...byStatus].map(([status, { length }]) => [status, length]));
  expect(counts).toEqual(sumByStatus(load.tallies));
  const denied = ofLoad.filter(
    ({ decision, code }) => decision === 'deny' && code === 'ZT_DEPENDENCY_UNAVAILABLE',
  );
  expect(denied.map(({ decisionId }) => decisionId).toSorted()).toEqual(load.unavailableIds.toSorted());
}

describe.concurrent('the orders API under steady requests', () => {
  it.each(SUBJECTS)(
    `while $name is killed, answers junk, hangs and comes back: in ${REQUESTS} requests nothing is allowed without it, nothing hangs, all is audited`,
    async (subject) => {
      await using server = await subject.start();
      await using issuer = await createTokenIssuer({ audience: AUDIENCE });
      await using database = await createEmptyDatabase();
      const urls = { url: server.url, databaseUrl: database.url };
      await using instance = await startOrders({ subject, issuer, ...urls });
      await instance.ready();
      const { address } = instance;
      await using load = new SteadyLoad(address, questionsOf(issuer));
      const suffered = await sufferAll({ subject, server, load, address });
      expect(load.tallies.flatMap(({ wrong }) => wrong)).toEqual([]);
      for (const { slowestMs } of suffered) expect(slowestMs).toBeLessThan(subject.deadlineMs + SLACK_MS);
      for (const tally of suffered) expect(tally.of(503)).toBeGreaterThan(50);
      expect(await customerOf(address, issuer)).toBe('Ada');
      expect((await instance.end()).code).toBe(0);
      expectAudited(load, await instance.auditRecords());
    },
    300_000,
  );
});
