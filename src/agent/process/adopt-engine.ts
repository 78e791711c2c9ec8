import type { RunIdentity } from '../../core/agent-protocol/engine-run.ts';
import type { ProcessLook } from '../../host/processes/process-table.ts';
import type { Ending, EngineProcess, EngineRun } from './engine-process.ts';
import type { EngineState } from './engine-state.ts';
import type { EngineWorld } from './engine-world.ts';
import { type Health, probeEngine } from './probe-engine.ts';
import { nameRunLog } from './run-log.ts';
import { endGroup } from './stop-engine.ts';
import { watchEngine } from './watch-engine.ts';

export interface Wanted extends Pick<EngineRun, 'plan' | 'socket' | 'logFolder'> {
  readonly healthPath: string;
  /** Hears at once, before anything is waited for, that something of the release runs. */
  readonly onFound?: () => void;
}

export type Adoption =
  | { readonly kind: 'adopted'; readonly engine: EngineProcess; readonly health: Health }
  /** Nothing of the release runs. */
  | { readonly kind: 'gone' }
  /** Another process has the number by now. It is left alone, and nothing of the release runs. */
  | { readonly kind: 'foreign'; readonly pid: number }
  /** It does not answer. To be stopped, and then asked again. */
  | { readonly kind: 'unhealthy'; readonly engine: EngineProcess }
  /** It runs in another way than what is wanted. To be stopped, and then asked again. */
  | { readonly kind: 'otherPlan'; readonly engine: EngineProcess };

/**
 * Looks for the engine of a release that an agent before this one has started. It is taken over
 * only if it is the process that was written down (or the one in a session of its own that was
 * told to listen at the release's socket, when none was), as it is wanted, and answers.
 */
export async function adoptEngine(
  wanted: Wanted,
  state: EngineState | undefined,
  world: EngineWorld,
): Promise<Adoption> {
  const found = findProcess(wanted.socket, state, world);
  if (found === undefined) {
    await endRemains(wanted, state, world);
    const pid = state?.process?.pid;
    const isForeign = pid !== undefined && world.processes.look(pid)?.hasEnded === false;
    return isForeign ? { kind: 'foreign', pid } : { kind: 'gone' };
  }
  wanted.onFound?.();
  const engine = engineOf(found, { wanted, state }, world);
  if (state?.plan !== wanted.plan) return { kind: 'otherPlan', engine };
  const health = await firstAnswer(wanted, world);
  return health === 'healthy' || health === 'loading'
    ? { kind: 'adopted', engine, health }
    : { kind: 'unhealthy', engine };
}

function findProcess(
  socket: string,
  state: EngineState | undefined,
  { processes }: EngineWorld,
): ProcessLook | undefined {
  const known = state?.process;
  if (known !== undefined && known.bootId === processes.bootId()) {
    const found = processes.look(known.pid);
    if (isRun(found, known, socket)) return found;
  }
  // An agent that ended between a start and its note, or could write none, left an engine that only
  // its socket gives away. People's tools may name the socket too, but listen nowhere.
  const user = process.getuid?.();
  return processes
    .list()
    .find(
      (found) =>
        found.leadsSession && !found.hasEnded && found.user === user && listensAt(found, socket),
    );
}

// A program may be a script that starts the server beside itself. Once the script has ended its
// agent ends the rest, unless that agent dies first; then the rest has the group and the socket.
async function endRemains(
  { socket, onFound }: Wanted,
  state: EngineState | undefined,
  world: EngineWorld,
): Promise<void> {
  const { processes } = world;
  const known = state?.process;
  if (known === undefined || known.bootId !== processes.bootId()) return;
  const user = process.getuid?.();
  const isLeft = processes
    .list()
    .some(
      (found) =>
        found.group === known.pid &&
        !found.hasEnded &&
        found.user === user &&
        listensAt(found, socket),
    );
  if (!isLeft) return;
  onFound?.();
  await endGroup(known.pid, world);
}

function isRun(found: ProcessLook | undefined, known: RunIdentity, socket: string): boolean {
  return (
    found !== undefined &&
    found.startTime === known.startTime &&
    !found.hasEnded &&
    listensAt(found, socket)
  );
}

// As every engine is told where to listen.
function listensAt(found: ProcessLook, socket: string): boolean {
  return found.hasOption('--host', socket);
}

const silence = 2_000;
const silentPause = 50;

// One that was started a moment ago listens soon. One that hangs takes a connection and is mute.
async function firstAnswer({ socket, healthPath }: Wanted, { clock }: EngineWorld) {
  const deadline = clock.monotonic() + silence;
  const probe = { socket, path: healthPath, timeoutMilliseconds: 5_000 };
  let health = await probeEngine(probe);
  while (health === 'silent' && clock.monotonic() < deadline) {
    await clock.sleep(silentPause);
    health = await probeEngine(probe);
  }
  return health;
}

function engineOf(
  { pid, startTime }: ProcessLook,
  { wanted, state }: { readonly wanted: Wanted; readonly state: EngineState | undefined },
  world: EngineWorld,
): EngineProcess {
  const identity = { pid, startTime };
  const known = {
    identity,
    startedAt: state?.startedAt ?? world.clock.now(),
    logFile: nameRunLog(wanted.logFolder, identity),
    isAdopted: true,
    isOurs: () => isRun(world.processes.look(pid), identity, wanted.socket),
    ended: untilGone(identity, world),
  };
  return watchEngine(known, world);
}

const lookEvery = 200;

// Only parents are told of the end of a process.
function untilGone(identity: RunIdentity, world: EngineWorld): Promise<Ending> {
  const { clock, processes, signal } = world;
  return new Promise((resolve, reject) => {
    const watch = async (): Promise<void> => {
      while (processes.isAlive(identity)) {
        await clock.sleep(lookEvery, signal);
        if (signal.aborted) return;
      }
      const at = clock.now();
      await endGroup(identity.pid, world);
      resolve({ at });
    };
    watch().catch(reject);
  });
}
