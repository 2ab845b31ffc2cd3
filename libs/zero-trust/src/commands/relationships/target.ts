import type { OnApplicationShutdown } from '@nestjs/common';
import type { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';

/** What the commands ask of an engine. */
export type CommandEngine = Pick<
  RelationshipEngine,
  'check' | 'explain' | 'listObjects' | 'listSubjects' | 'read' | 'write'
>;

/** The graph that a command works on. */
export interface Target<Engine extends CommandEngine = CommandEngine> extends AsyncDisposable {
  readonly engine: Engine;
  /** Tuples that it takes as one change. */
  readonly tuplesPerWrite: number;
}

/** An engine, which may have to be told when it is needed no longer. */
type EndingEngine = CommandEngine & Partial<OnApplicationShutdown>;

/** Ends what an engine does beside answering, as Nest does in an application. */
export async function closeEngine(engine: EndingEngine): Promise<void> {
  await engine.onApplicationShutdown?.();
}
