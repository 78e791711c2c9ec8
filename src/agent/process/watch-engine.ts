import { type RunIdentity, runIdOf } from '../../core/agent-protocol/engine-run.ts';
import { describeCause } from '../../errors/describe-cause.ts';
import { boundLog } from './bound-log.ts';
import type { Ending, EngineProcess } from './engine-process.ts';
import type { EngineWorld } from './engine-world.ts';
import { stopper } from './stop-engine.ts';

/** What is known of an engine by whoever started or found it. */
export interface KnownEngine {
  readonly identity: RunIdentity;
  readonly startedAt: number;
  readonly logFile: string;
  readonly isAdopted: boolean;
  /** Looks again whether the number is still that engine. */
  readonly isOurs: () => boolean;
  readonly ended: Promise<Ending>;
}

/** An engine as the agent handles it; its log stays small as long as it runs. */
export function watchEngine(known: KnownEngine, world: EngineWorld): EngineProcess {
  const { identity, startedAt, logFile, isAdopted } = known;
  const { ended, stop } = stopper({ ...known, pid: identity.pid }, world);
  const over = new AbortController();
  ended.finally(() => over.abort()).catch(() => undefined /* told by `ended` itself */);
  boundLog(logFile, world, AbortSignal.any([over.signal, world.signal])).catch((error) =>
    world.say('a log is not kept small', { file: logFile, cause: describeCause(error) }),
  );
  return { ...identity, id: runIdOf(identity), startedAt, logFile, isAdopted, ended, stop };
}
