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

/** How an agent is remembered that has resigned. */
export type ResignMark = Pick<AgentEntry, 'stoppedAt' | 'letGoAt'>;

/**
 * The last thing that an agent does as such. Without a mark nobody remembers it; `changed` means
 * that it is not the agent any more.
 */
export async function resignAgent(
  files: VersionedFiles,
  version: string,
  mark?: ResignMark,
): Promise<'resigned' | 'changed'> {
  const { agent } = await look(files);
  if (agent?.version !== version) return 'changed';
  if (mark === undefined) {
    return (await files.remove(name, version)) === 'removed' ? 'resigned' : 'changed';
  }
  const text = JSON.stringify({ ...agent.entry, ...mark });
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
  const hasResigned = entry.stoppedAt !== undefined || entry.letGoAt !== undefined;
  const isServing = !hasResigned && (await isAlive(entry));
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
