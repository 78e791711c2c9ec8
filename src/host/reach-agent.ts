import isNewer from 'semver/functions/gt.js';
import type { AgentEntry } from '../core/agent-protocol/agent-entry.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type AgentClient, connectAgent } from './agent-client.ts';
import { readAgent } from './elect-agent.ts';
import type { Folders } from './folders.ts';
import { identifyProcess } from './process-identity.ts';
import { type OwnProgram, startAgent } from './start-agent.ts';
import { openVersionedFiles } from './versioned-files.ts';

export interface ReachOptions {
  readonly folders: Folders;
  readonly program: OwnProgram;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of this program. */
  readonly version: string;
  /** Hears why an agent has to be started. */
  readonly onStart: (why: StartReason) => void;
}

/** Why an agent is started. */
export type StartReason = 'first' | 'rebooted' | 'died' | 'older';

export interface ReachedAgent {
  readonly client: AgentClient;
  readonly entry: AgentEntry;
}

export type FoundAgent =
  | ({ readonly kind: 'running' } & ReachedAgent)
  /** Somebody has stopped it, so that nothing is to run. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'none'; readonly why: Exclude<StartReason, 'older'> };

/** Looks for the agent of this user. */
export async function findAgent({ agent }: Pick<Folders, 'agent'>): Promise<FoundAgent> {
  const found = await readAgent(openVersionedFiles(agent));
  if (found === undefined) return { kind: 'none', why: 'first' };
  const { entry, isAlive } = found;
  if (isAlive) return { kind: 'running', client: connectAgent(entry.socket), entry };
  if (entry.stoppedAt !== undefined) return { kind: 'stopped' };
  const here = await identifyProcess(process.pid);
  return { kind: 'none', why: entry.bootId === here?.bootId ? 'died' : 'rebooted' };
}

/**
 * The agent that runs; one is started when there is none, and takes over from one of an older
 * version. Of several commands at once each meets the same agent.
 */
export async function reachAgent(options: ReachOptions): Promise<ReachedAgent> {
  const { folders, version, program, environment, onStart } = options;
  const found = await findAgent(folders);
  if (found.kind === 'running') {
    if (!isNewer(version, found.entry.version)) return found;
    await handOver(found, folders);
  }
  onStart(reasonOf(found));
  await startAgent(folders, program, environment);
  const started = await findAgent(folders);
  if (started.kind === 'running') return started;
  throw new LlmkubeError(
    'AGENT_UNREACHABLE',
    'Cannot reach the agent of this machine: it has ended at once',
    { suggestions: [`tail ${quoteWord(folders.agentLog)}`] },
  );
}

// Of several newer commands at once one asks first, and another may find an agent that has gone.
async function handOver({ client, entry }: ReachedAgent, folders: Folders): Promise<void> {
  try {
    await client.handOver();
  } catch (error) {
    const now = await readAgent(openVersionedFiles(folders.agent));
    if (now?.isAlive === true && now.entry.pid === entry.pid) throw error;
  } finally {
    await client.close();
  }
}

function reasonOf(found: FoundAgent): StartReason {
  if (found.kind === 'running') return 'older';
  return found.kind === 'stopped' ? 'first' : found.why;
}
