import { type AgentEntry, agentEntrySchema } from '../core/agent-protocol/agent-entry.ts';
import { isAlive } from './process-identity.ts';
import type { VersionedFiles } from './versioned-files.ts';

export interface FoundAgent {
  readonly entry: AgentEntry;
  readonly version: string;
  /** Whether its process is there and has not resigned. */
  readonly isAlive: boolean;
}

export type Election =
  | { readonly kind: 'elected'; readonly version: string }
  | { readonly kind: 'other'; readonly agent: FoundAgent };

const name = 'agent';

/** The agent that was elected last, if any was; `files` are those of the agent's folder. */
export async function readAgent(files: VersionedFiles): Promise<FoundAgent | undefined> {
  return (await look(files)).agent;
}

/**
 * Makes this process the one agent, unless another one lives: of several that try at once, one
 * is elected. An agent that is elected again only changes what it says of itself.
 */
export async function becomeAgent(files: VersionedFiles, entry: AgentEntry): Promise<Election> {
  for (;;) {
    const { agent, version } = await look(files);
    if (agent?.isAlive === true && !isSameProcess(agent.entry, entry)) {
      return { kind: 'other', agent };
    }
    const outcome = await files.write(name, JSON.stringify(entry), version);
    if (outcome.kind === 'committed') return { kind: 'elected', version: outcome.version };
  }
}

/**
 * The last thing that an agent does. With a time it was ended on purpose and is remembered so;
 * `changed` means that it is not the agent any more.
 */
export async function resignAgent(
  files: VersionedFiles,
  version: string,
  stoppedAt?: string,
): Promise<'resigned' | 'changed'> {
  const { agent } = await look(files);
  if (agent?.version !== version) return 'changed';
  if (stoppedAt === undefined) {
    return (await files.remove(name, version)) === 'removed' ? 'resigned' : 'changed';
  }
  const text = JSON.stringify({ ...agent.entry, stoppedAt });
  const outcome = await files.write(name, text, version);
  return outcome.kind === 'committed' ? 'resigned' : 'changed';
}

interface Look {
  readonly agent: FoundAgent | undefined;
  /** Of whatever is there, also of what cannot be read as an agent's. */
  readonly version: string | undefined;
}

async function look(files: VersionedFiles): Promise<Look> {
  const stored = await files.read(name);
  if (stored === undefined) return { agent: undefined, version: undefined };
  const { version, text } = stored;
  const entry = parse(text);
  if (entry === undefined) return { agent: undefined, version };
  const isServing = entry.stoppedAt === undefined && (await isAlive(entry));
  return { agent: { entry, version, isAlive: isServing }, version };
}

function parse(text: string): AgentEntry | undefined {
  try {
    return agentEntrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Nobody can be found by what is no JSON, so the next agent takes its place.
    return undefined;
  }
}

function isSameProcess(one: AgentEntry, other: AgentEntry): boolean {
  const { pid, startTime, bootId } = one;
  return pid === other.pid && startTime === other.startTime && bootId === other.bootId;
}
