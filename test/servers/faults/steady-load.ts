import { setTimeout as sleep } from 'node:timers/promises';
import type { Dependency, Question } from './questions.js';
import { Tally } from './tally.js';

/** Longer than any deadline of the API: who waits for it met a request that hangs. */
const PATIENCE_MS = 20_000;
const WORKERS = 16;
/** The clients say that they are here, behind a proxy; nobody else does. */
export const LOAD_NETWORK = '10.1.';
/** From so many addresses that none reaches its limit. */
const ADDRESSES = 1_000;

/** How things stand with the servers. */
export interface Situation {
  readonly name: string;
  /** What cannot answer; nothing where everything works. */
  readonly down?: Dependency;
  /** A server is about to fail or to come back: what depends on it may be answered either way. */
  readonly isChanging?: boolean;
  /** Between two requests of one client. @defaultValue 0 */
  readonly pauseMs?: number;
}

interface Answered {
  readonly status: number;
  /** What is missing in an answer that says that a server is down. */
  readonly flaws: readonly string[];
  readonly decisionId: string | undefined;
}

/** Clients that ask one question after the other, and judge each answer by how things stand. */
export class SteadyLoad implements AsyncDisposable {
  /** In the order in which the situations came. */
  readonly tallies: Tally[] = [];
  /** Of each request that was refused because a server was down. */
  readonly unavailableIds: string[] = [];
  #situation: Situation;
  #tally: Tally;
  #asked = 0;
  #answered = 0;
  #isOver = false;
  readonly #clients: readonly Promise<void>[];

  constructor(
    private readonly address: string,
    private readonly questions: readonly Question[],
    /** How things stand in the beginning. */
    situation: Situation = { name: 'everything works' },
  ) {
    this.#situation = situation;
    this.#tally = this.#tallyOf(situation);
    this.#clients = Array.from({ length: WORKERS }, () => this.#askOnAndOn());
  }

  /** Answers so far. */
  get answered(): number {
    return this.#answered;
  }

  /** Judges by this from now on. @returns the tally of the situation */
  become(situation: Situation): Tally {
    this.#situation = situation;
    this.#tally = this.#tallyOf(situation);
    return this.#tally;
  }

  /** Waits for this many further answers, or until the time is over. */
  async more(count: number, timeoutMs = Infinity): Promise<void> {
    const [enough, deadline] = [this.#answered + count, performance.now() + timeoutMs];
    while (this.#answered < enough && performance.now() < deadline) await sleep(20);
  }

  /** Waits until a round of all questions is answered as when everything works. */
  async untilServed(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const answers = await Promise.all(this.questions.map((question) => this.#ask(question)));
      if (answers.every(Boolean)) return;
      await sleep(50);
    }
    throw new Error(`Not everything was served again after ${timeoutMs} ms.`);
  }

  /** Waits for the last answers. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #askOnAndOn(): Promise<void> {
    while (!this.#isOver) {
      const question = this.questions[this.#asked % this.questions.length];
      if (question !== undefined) await this.#ask(question);
      await sleep(this.#situation.pauseMs ?? 0);
    }
  }

  /** @returns whether the answer was that of a world in which everything works */
  async #ask(question: Question): Promise<boolean> {
    this.#asked += 1;
    const [situation, startedAt] = [this.#situation, performance.now()];
    const { status, flaws, decisionId } = await send({
      address: this.address,
      question,
      number: this.#asked,
    });
    this.#answered += 1;
    const tally = this.#tally;
    tally.count(status, performance.now() - startedAt);
    if (decisionId !== undefined) this.unavailableIds.push(decisionId);
    // What began in one situation and ended in another is judged by the more lenient one, where a server may be down.
    const judgedBy = this.#situation === situation ? [situation] : [situation, this.#situation];
    if (!judgedBy.some((each) => outcomesOf(question, each).includes(status)) || flaws.length > 0)
      tally.wrong.push(`${tally.situation}: ${question.name}: ${[status, ...flaws].join(', ')}`);
    return status === question.status;
  }

  #tallyOf({ name }: Situation): Tally {
    const known = this.tallies.find((tally) => tally.situation === name);
    if (known !== undefined) return known;
    const tally = new Tally(name);
    this.tallies.push(tally);
    return tally;
  }
}

function outcomesOf(
  { status, needs, outlives }: Question,
  { down, isChanging = false }: Situation,
): readonly number[] {
  if (down === undefined) return [status];
  if (down === outlives) return [status, 503];
  if (!needs.includes(down)) return [status];
  return isChanging ? [status, 503] : [503];
}

interface Sent {
  readonly address: string;
  readonly question: Question;
  readonly number: number;
}

async function send({ address, question, number }: Sent): Promise<Answered> {
  const { method, path, authorization, body } = question;
  const headers = new Headers({ 'x-forwarded-for': sourceAddress(number) });
  if (authorization !== undefined) headers.set('authorization', authorization);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const init = { method, headers, signal, ...(body !== undefined && { body: JSON.stringify(body) }) };
  try {
    const response = await fetch(`${address}${path}`, init);
    return await read(response);
  } catch (error) {
    return { status: 0, flaws: [`no answer (${String(error)})`], decisionId: undefined };
  }
}

async function read(response: Response): Promise<Answered> {
  const { status, headers } = response;
  const text = await response.text();
  if (status !== 503) return { status, flaws: [], decisionId: undefined };
  const { code, decisionId } = JSON.parse(text) as { code: string; decisionId: string };
  const flaws = [
    ...(code === 'ZT_DEPENDENCY_UNAVAILABLE' ? [] : [`code ${code}`]),
    ...(headers.get('content-type')?.startsWith('application/problem+json') === true ? [] : ['no problem']),
    ...(Number(headers.get('retry-after')) >= 1 ? [] : ['no Retry-After']),
  ];
  return { status, flaws, decisionId };
}

function sourceAddress(number: number): string {
  const index = number % ADDRESSES;
  return `${LOAD_NETWORK}${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
