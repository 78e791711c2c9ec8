import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEntry } from '../core/agent-protocol/agent-entry.ts';
import { type AgentInfo, machineNamespace } from '../core/agent-protocol/control.ts';
import type { DesiredSource } from '../core/agent-protocol/desired-source.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { becomeAgent, resignAgent } from '../host/elect-agent.ts';
import type { Folders } from '../host/folders.ts';
import { sweepUnfinishedFolders } from '../host/make-versioned-folder.ts';
import { identifyProcess, type ProcessIdentity } from '../host/process-identity.ts';
import { socketPath } from '../host/socket-path.ts';
import { openVersionedFiles, type VersionedFiles } from '../host/versioned-files.ts';
import { type AgentEnd, type End, endings, endOf, markOf } from './agent-end.ts';
import { type ControlServer, openControlServer } from './control-server.ts';
import { EndingRequest } from './ending-request.ts';
import { HostAgent } from './host-agent.ts';
import type { ListenerLogEntry } from './http/listener-log.ts';
import { openListener } from './http/open-listener.ts';
import { type HostMemory, MemoryLedger } from './memory-ledger.ts';
import { placesIn } from './places-in.ts';
import { boundLog } from './process/bound-log.ts';
import type { EngineClock, EngineWorld, Say } from './process/engine-world.ts';
import type { WorkerPorts } from './worker-ports.ts';
import { World } from './world.ts';

/** The host and whoever started the agent, as the agent sees them. */
export interface AgentOptions {
  readonly folders: Folders;
  readonly source: DesiredSource;
  readonly memory: HostMemory;
  readonly clock: EngineClock;
  readonly say: Say;
  /** Where `say` writes, to be kept small; none when that is nobody's file, as on a terminal. */
  readonly ownLog?: string | undefined;
  readonly version: string;
  /** Of the host, as pods carry it. */
  readonly node: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly apiKey: string | undefined;
  readonly processes: EngineWorld['processes'];
  readonly environment: EngineWorld['environment'];
  readonly findEngine: WorkerPorts['findEngine'];
  readonly getWeights: WorkerPorts['getWeights'];
  readonly randomSuffix: WorkerPorts['randomSuffix'];
  /** Told once, when everything listens and what is wanted is being brought about. */
  readonly onReady: () => void;
  /** Ends the agent: `SIGINT` by a person, so that it stays so; anything else by the system. */
  readonly signal: AbortSignal;
  readonly idleMilliseconds: number;
}

/** Requests under way get so long when the agent ends. */
const drainMilliseconds = 30_000;

/** Runs the one agent of this user until it is told to end, or has nothing to do. */
export async function runAgent(options: AgentOptions): Promise<AgentEnd> {
  const { folders, version, listen } = options;
  const identity = await identifySelf();
  const files = openVersionedFiles(folders.agent);
  const socket = socketPath(folders, `agent-${identity.pid}`);
  const entry: AgentEntry = { ...identity, socket, listener: listen, version };
  // Who finds the entry may ask at once, so the socket is there before it.
  const control = await openControlServer(socket);
  try {
    const elected = await becomeAgent(files, entry);
    if (elected.kind === 'other') {
      const { pid } = elected.agent.entry;
      options.say('another agent looks after the releases of this machine', { pid });
      return 'other';
    }
    await sweepSockets(folders.run, socket);
    await sweepUnfinishedFolders(folders.agent, socket);
    return await serveElected(options, { files, version: elected.version }, control);
  } finally {
    await control.close();
  }
}

// Of agents that were killed: there is one agent, and one that hands over has nobody new to hear.
async function sweepSockets(folder: string, own: string): Promise<void> {
  const others = (await readdir(folder)).filter((name) => /^agent-\d+\.sock$/.test(name));
  const left = others.map((name) => join(folder, name)).filter((socket) => socket !== own);
  await Promise.all(left.map((socket) => rm(socket, { force: true })));
}

async function serveElected(
  options: AgentOptions,
  { files, version }: { readonly files: VersionedFiles; readonly version: string },
  control: ControlServer,
): Promise<AgentEnd> {
  const resign = async (end: End | undefined) => {
    const now = new Date(options.clock.now()).toISOString();
    try {
      await resignAgent(files, version, markOf(end, now));
    } catch (error) {
      // Its process is gone in a moment, which says nearly the same.
      options.say('the agent cannot write down that it ends', { cause: describeCause(error) });
    }
  };
  try {
    return (await serve(options, control, resign)).kind;
  } catch (error) {
    options.say('the agent has failed', { cause: describeCause(error), ...placeOf(error) });
    await resign({ kind: 'handedOver', isForGood: false, isAsked: false });
    throw error;
  }
}

// Only a fault of ours needs the place in the code.
function placeOf(error: unknown): { readonly stack?: string } {
  const isKnown = error instanceof LlmkubeError || !(error instanceof Error);
  return isKnown || error.stack === undefined ? {} : { stack: error.stack };
}

async function identifySelf(): Promise<ProcessIdentity> {
  const identity = await identifyProcess(process.pid);
  if (identity === undefined) throw new Error('this process is not among those of the machine');
  return identity;
}

async function serve(
  options: AgentOptions,
  control: ControlServer,
  resign: (end: End) => Promise<void>,
): Promise<End> {
  const { clock, say, listen, apiKey, signal, version, node, folders } = options;
  const world = new World(machineNamespace);
  const startedAt = clock.now();
  const ledger = new MemoryLedger(options.memory);
  const over = new AbortController();
  const places = placesIn(folders);
  const backends = () =>
    agent.served().map((served) => ({ ...served, socket: places.socketOf(served.release) }));
  const listener = await openListener({ ...listen, apiKey, backends, log: logOf(say), clock });
  const workers: WorkerPorts = {
    world,
    engines: { ...options, signal: over.signal },
    node,
    places,
    randomSuffix: options.randomSuffix,
    findEngine: options.findEngine,
    getWeights: options.getWeights,
    admission: ledger,
    traffic: listener,
  };
  const agent = new HostAgent({ ...options, workers });
  const ending = new EndingRequest<End>();
  try {
    keepOwnLogSmall(options, over.signal);
    say('the agent starts', { version, pid: process.pid, port: listener.address.port });
    await agent.begin();
    control.serve({
      world,
      info: () => infoOf({ ...options, startedAt }, listener.address, agent.count),
      freeMemory: (release) => ledger.freeFor(release),
      sync: () => agent.sync(),
      ...endings(ending),
    });
    options.onReady();
    const why = await agent.follow(AbortSignal.any([signal, ending.signal]));
    const end = endOf(why === 'idle', ending.asked, signal);
    say('the agent ends', { how: end.kind });
    await (end.kind === 'handedOver' ? agent.letGo() : agent.stop());
    // The port is free at once; requests under way go on for a while.
    const closed = listener.close(drainMilliseconds);
    await resign(end);
    ending.answer(end);
    // From here on there is nothing to control: who asks looks for the next agent.
    await control.close();
    await closed;
    return end;
  } catch (error) {
    // What is left of it must not look after engines beside the next agent.
    await agent.letGo();
    throw error;
  } finally {
    over.abort();
    await listener.close(0);
  }
}

function keepOwnLogSmall({ ownLog, clock, say }: AgentOptions, signal: AbortSignal): void {
  if (ownLog === undefined) return;
  boundLog(ownLog, { clock, say }, signal).catch((error: unknown) =>
    say('a log is not kept small', { file: ownLog, cause: describeCause(error) }),
  );
}

/** What a client got, or did not wait for, is no news of the agent's. */
const loggedKinds: ReadonlySet<ListenerLogEntry['kind']> = new Set(['refused', 'broken']);

function logOf(say: Say): (entry: ListenerLogEntry) => void {
  return (entry) => {
    if (loggedKinds.has(entry.kind)) say('a request', { ...entry });
  };
}

function infoOf(
  { version, startedAt }: { readonly version: string; readonly startedAt: number },
  { host, port }: { readonly host: string; readonly port: number },
  releases: number,
): AgentInfo {
  return {
    version,
    pid: process.pid,
    startedAt: new Date(startedAt).toISOString(),
    listener: { host, port },
    releases,
  };
}
