import type { Device, DeviceRegistry } from '../../kernel/device-registry.port.js';
import type { GeoLocator } from '../../kernel/geo-locator.port.js';
import { isPromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RiskAssessor } from '../../kernel/risk-assessor.port.js';
import type { PolicyEnvironment } from './policy-input.js';

/** Who knows what about the surroundings of a request. */
export interface EnvironmentSources {
  readonly geoLocator: GeoLocator | undefined;
  readonly riskAssessor: RiskAssessor | undefined;
  readonly deviceRegistry: DeviceRegistry | undefined;
}

/** ISO 3166-1 alpha-2. */
const COUNTRY = /^[A-Z]{2}$/;

const UNREAD = Symbol('unread');
type Unread = typeof UNREAD;

/** The surroundings of one request; each fact is asked for when it is first read, and only then. */
export class RequestEnvironment implements PolicyEnvironment {
  #country: string | undefined | Unread = UNREAD;
  #device: Device | undefined | Unread = UNREAD;
  #risk: number | undefined | Unread = UNREAD;
  readonly #context: RequestContext;
  readonly #nowMillis: number;
  readonly #sources: EnvironmentSources;

  constructor(context: RequestContext, nowMillis: number, sources: EnvironmentSources) {
    this.#context = context;
    this.#nowMillis = nowMillis;
    this.#sources = sources;
  }

  /** Each time a date of its own, because a date can be changed. */
  get now(): Date {
    return new Date(this.#nowMillis);
  }

  get sourceAddress(): string {
    return this.#context.request.sourceAddress;
  }

  get country(): string | undefined {
    if (this.#country === UNREAD) this.#country = this.locate();
    return this.#country;
  }

  get device(): Device | undefined {
    if (this.#device === UNREAD) this.#device = this.identify();
    return this.#device;
  }

  get risk(): number | undefined {
    if (this.#risk === UNREAD) this.#risk = this.assess();
    return this.#risk;
  }

  private locate(): string | undefined {
    const country = answerOf(() => this.#sources.geoLocator?.locate(this.sourceAddress))?.country;
    return typeof country === 'string' && COUNTRY.test(country) ? country : undefined;
  }

  private identify(): Device | undefined {
    const device = answerOf(() => this.#sources.deviceRegistry?.identify(this.#context));
    if (typeof device?.id !== 'string' || typeof device.trusted !== 'boolean') return undefined;
    return Object.freeze({ id: device.id, trusted: device.trusted });
  }

  private assess(): number | undefined {
    const risk = answerOf(() => this.#sources.riskAssessor?.assess(this.#context));
    return typeof risk === 'number' && risk >= 0 && risk <= 100 ? risk : undefined;
  }
}

/** What cannot be worked out, or only later, is not known, which no ready-made policy permits. */
function answerOf<T>(ask: () => T): T | undefined {
  try {
    const answer = ask();
    if (!isPromise(answer)) return answer;
    // It must not end the process if it is rejected.
    answer.catch(() => undefined);
  } catch {
    // An error counts as not known.
  }
  return undefined;
}
