export { CheckStandingStage } from './check-standing.stage.js';
export { MemoryStandingStore, type MemoryStandingStoreOptions } from './memory-standing-store.js';
export { Standing, type SubjectStanding, type TokenRevocation } from './standing.js';
export { StandingJudge } from './standing-judge.js';
export { MAX_ISSUER_LENGTH, MAX_NAME_LENGTH, type StandingTarget, type TokenTarget } from './standing-key.js';
export { MonotonicClock, StandingReplica } from './standing-replica.js';
export {
  checkStandingWrite,
  StandingStore,
  type StandingChange,
  type StandingPage,
  type StandingWrite,
} from './standing-store.port.js';
export { ResolvedStandingOptions, resolveStandingOptions, type StandingOptions } from './standing.options.js';
