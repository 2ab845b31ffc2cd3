import { AsyncLocalStorage } from 'node:async_hooks';
import type { AccessedObject } from './accessed-object.js';
import type { Allow, Decision, Deny } from './decision.js';
import type { InboundRequest } from './inbound-request.js';
import type { Principal } from './principal.js';
import { STAGE_BITS, type StageName } from './stage.js';

/** What one stage said. */
export interface StageDecision {
  readonly stage: StageName | 'admission' | 'handler';
  readonly decision: Decision;
}

/** A stage, with its own of {@link STAGE_BITS}. */
export interface PassedStage {
  readonly name: StageName;
  readonly bit: number;
}

/** What a stage in report-only mode would have refused. */
export interface WouldDeny {
  readonly stage: StageName;
  readonly denial: Deny;
}

/** What a route's requests are judged by; one object per route, made at boot. */
export interface JudgedBy {
  /** The stages that the route raises, in the order in which they are asked. */
  readonly stages: readonly StageName[];
  /** Version of the relationship model; `undefined` if the route asks it nothing, or the engine does not tell. */
  readonly model: string | undefined;
  /** The version that the route answers, or several (`1, 2`); `undefined` where versions are not told apart. */
  readonly version?: string | undefined;
}

/** What a context is opened with. */
export interface RequestContextInit {
  /** Identifies the request; problem response, audit record and trace share it. */
  readonly decisionId: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly request: InboundRequest;
}

const NO_IDS: readonly (readonly string[])[] = Object.freeze([]);

const storage = new AsyncLocalStorage<RequestContext>();

/** Everything that is known of the request under way. Opened at its first byte, closed when its answer is out. */
export class RequestContext {
  readonly decisionId: string;
  readonly receivedAt: number;
  readonly request: InboundRequest;
  /** Every decision so far, in order. */
  readonly decisions: StageDecision[] = [];
  /**
   * Objects whose relationship was granted, the first being the subject of the policies; where the stage is report-only, the
   * objects that the request names.
   */
  readonly objects: AccessedObject[] = [];
  /** The route's pattern, `GET /v2/orders/:id`, once it is known. */
  route: string | undefined;
  /** The compiled plan that the request is judged by; only compared, never read. */
  plan: object | undefined;
  /** What the route's requests are judged by, once the route is known. */
  judgedBy: JudgedBy | undefined;
  /** What is to be done: the name given by `@Action`, or else the handler, `OrdersController.findOne`, once it is known. */
  action: string | undefined;
  principal: Principal | undefined;
  /** By requirement, in the order of the route's requirements: the object ids that were judged. */
  judgedIds: readonly (readonly string[])[] = NO_IDS;
  /** What policies have worked out for this request; nobody else's business. */
  policyMemo: object | undefined;
  /** Names of fields that the answer must show as `null`, because a policy permitted the request on that condition. */
  masks: ReadonlySet<string> | undefined;
  /** Headers that every answer on this route carries, allowed or not. Lower-case names. */
  responseHeaders: Readonly<Record<string, string>> | undefined;
  /** The deny that ended the request. */
  denial: Deny | undefined;
  /** What would have ended it, if report-only mode did not let it pass; in the order of asking. */
  wouldDeny: WouldDeny[] | undefined;
  /** True once admission has let the request through. */
  admitted = false;
  /** True once every stage of the route's plan has been passed; nothing leaves a handler before. */
  cleared = false;
  /** True if the request is to be recorded although no guard covers the whole application. */
  audited = false;
  #passed = 0;

  constructor(init: RequestContextInit) {
    this.decisionId = init.decisionId;
    this.receivedAt = init.receivedAt;
    this.request = init.request;
  }

  /** The context of the request under way, wherever the code runs. */
  static current(): RequestContext | undefined {
    return storage.getStore();
  }

  /** Makes this the current context of the running asynchronous execution. Called once, when the request arrives. */
  enter(): void {
    storage.enterWith(this);
  }

  /** Keeps a decision; the first deny is the one that ends the request. */
  record(stage: StageDecision['stage'], decision: Decision): void {
    if (decision.effect === 'allow' && stage !== 'admission' && stage !== 'handler') {
      this.pass({ name: stage, bit: STAGE_BITS[stage] }, decision);
      return;
    }
    this.decisions.push({ stage, decision });
    if (decision.effect === 'allow') return;
    this.denial ??= decision;
    this.cleared = false;
  }

  /** Keeps that a stage has been passed. */
  pass({ name: stage, bit }: PassedStage, decision: Allow): void {
    this.decisions.push({ stage, decision });
    this.#passed |= bit;
  }

  /** Keeps what a stage in report-only mode would have refused; the request goes on. */
  recordWouldDeny(stage: StageName, denial: Deny): void {
    this.wouldDeny ??= [];
    this.wouldDeny.push({ stage, denial });
  }

  /** Whether a stage has been passed. */
  hasPassed(stage: StageName): boolean {
    return this.hasPassedAll(STAGE_BITS[stage]);
  }

  /** @param stages - bits of {@link STAGE_BITS} */
  hasPassedAll(stages: number): boolean {
    return (this.#passed & stages) === stages;
  }

  /** Drops what a stage allowed: it was asked for another route, and is asked again. */
  forget(stage: StageName): void {
    const index = this.decisions.findIndex(
      (decided) => decided.stage === stage && decided.decision.effect === 'allow',
    );
    if (index === -1) return;
    this.decisions.splice(index, 1);
    this.#passed &= ~STAGE_BITS[stage];
  }
}
