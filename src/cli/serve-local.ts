import { randomBytes } from 'node:crypto';
import { homedir, hostname } from 'node:os';
import { type AgentOptions, runAgent } from '../agent/run-agent.ts';
import { weightsGetter } from '../agent/weights-getter.ts';
import type { AgentGreeting } from '../core/agent-protocol/control.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { ensureApiKey } from '../host/api-key.ts';
import { openDesiredSource } from '../host/desired-source.ts';
import { readAgent } from '../host/elect-agent.ts';
import { findEngine } from '../host/find-engine.ts';
import type { Folders } from '../host/folders.ts';
import { makePrivateFolder } from '../host/make-private-folder.ts';
import { anonymousBytes, readMemory } from '../host/memory.ts';
import { processesHere } from '../host/processes/processes-here.ts';
import { openVersionedFiles } from '../host/versioned-files.ts';
import { agentLog } from '../ui/agent-log.ts';
import { hubAccess } from './hub-access.ts';
import { listenAddress } from './listen-address.ts';
import { needsKey } from './needs-key.ts';
import { ownFolders } from './open-machine.ts';
import { self } from './self.ts';
import { stopSignal } from './stop-signal.ts';
import { systemClock } from './system-clock.ts';

export interface ServeOptions {
  readonly isLocal: boolean;
  /** Says how its start went in one line of standard output, and nothing there after it. */
  readonly isBackground: boolean;
}

/** Ten minutes without a release, and the agent ends. */
const idleMilliseconds = 10 * 60_000;

/** Runs the agent of this machine in this process. */
export async function serveLocal({ isLocal, isBackground }: ServeOptions): Promise<void> {
  if (!isLocal) throw notYet();
  const stop = stopSignal();
  const greet = greeter(isBackground);
  try {
    const options = await agentOptions();
    const ownLog = isBackground ? options.folders.agentLog : undefined;
    const onReady = () => greet({ kind: 'ready' });
    const end = await runAgent({ ...options, ownLog, onReady, signal: stop.signal });
    // Whoever started one in the background is as well served by the other.
    if (end === 'other' && isBackground) greet({ kind: 'other' });
    else if (end === 'other') throw await otherServes(options.folders);
    if (stop.signal.aborted) process.exitCode = stop.signal.reason === 'SIGINT' ? 130 : 143;
  } catch (error) {
    if (!isBackground) throw error;
    // Its log has lines of JSON only; it has been said there, and whoever started it is told.
    const { code, message, suggestions, exitCode } = known(error);
    greet({ kind: 'failed', error: { code, message, suggestions: [...suggestions] } });
    process.exitCode = exitCode;
  } finally {
    stop.release();
  }
}

/** The agent as this machine and its environment have it. */
export async function agentOptions(): Promise<Omit<AgentOptions, 'onReady' | 'signal'>> {
  const folders = ownFolders();
  const listen = listenAddress(process.env);
  const { state, agent, run, engines, logs, desired, models } = folders;
  for (const folder of [state, agent, run, engines, logs, desired]) {
    await makePrivateFolder(folder);
  }
  await makePrivateFolder(models, { base: 'cache' });
  const randomSuffix = () => randomBytes(4).toString('hex').slice(0, 5);
  return {
    folders,
    listen,
    randomSuffix,
    source: openDesiredSource({ files: openVersionedFiles(desired), sleep: systemClock.sleep }),
    memory: { availableBytes: async () => (await readMemory()).availableBytes, anonymousBytes },
    clock: systemClock,
    say: agentLog({
      isTerminal: process.stderr.isTTY === true,
      now: systemClock.now,
      write: (text) => process.stderr.write(text),
    }),
    version: self().version,
    node: hostname(),
    apiKey: (await needsKey(listen)) ? await ensureApiKey(folders.apiKey) : undefined,
    processes: processesHere(),
    environment: process.env,
    findEngine: async () => (await findEngine({ environment: process.env, folders })).program,
    getWeights: weightsGetter({
      cache: models,
      clock: systemClock,
      environment: process.env,
      hub: () => hubAccess(process.env, homedir()),
      randomSuffix,
    }),
    idleMilliseconds,
  };
}

function known(error: unknown): LlmkubeError {
  if (error instanceof LlmkubeError) return error;
  const message = `Cannot run the agent of this machine: ${describeCause(error)}`;
  return new LlmkubeError('INTERNAL', message, { cause: error });
}

// Whoever starts an agent in the background reads one line and goes.
function greeter(isBackground: boolean): (greeting: AgentGreeting) => void {
  return (greeting) => {
    if (isBackground) process.stdout.write(`${JSON.stringify(greeting)}\n`);
  };
}

// A service manager would take an end without an error for work that is done.
async function otherServes({ agent }: Pick<Folders, 'agent'>): Promise<LlmkubeError> {
  const found = await readAgent(openVersionedFiles(agent));
  const { pid = 0 } = found?.entry ?? {};
  return new LlmkubeError(
    'AGENT_UNREACHABLE',
    `Cannot serve the releases of this machine: another agent does, process ${pid}`,
    { facts: { pid }, suggestions: ['llmkube metal stop'] },
  );
}

function notYet(): LlmkubeError {
  return new LlmkubeError(
    'USAGE',
    'Cannot serve releases of a cluster: joining one is not supported yet, only --local is',
    { suggestions: ['llmkube metal serve --local'] },
  );
}
