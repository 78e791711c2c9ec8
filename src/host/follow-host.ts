import type { Manifest } from '../core/manifest.ts';
import type { Fact } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { AgentClient } from './agent-client.ts';
import { untilAborted } from './until-aborted.ts';

/** Kinds that a cluster tells of and a host has none of. */
const absentKinds = ['ReplicaSet', 'Event'] as const;
/** Kinds that the agent tells of. */
const agentKinds = ['Deployment', 'Pod'] as const;

/** How the agent is met. */
export interface AgentMeeting {
  /** Nothing: there is none, and nothing for one to do. */
  readonly meet: () => Promise<AgentClient | undefined>;
  readonly lose: (gone: AgentClient) => Promise<void>;
}

/**
 * Everything that becomes known of a release on this machine, until the signal ends it. An agent
 * that dies on the way is started again, and what has gone meanwhile is told.
 */
export async function* followHost(
  release: string,
  { meet, lose }: AgentMeeting,
  signal: AbortSignal,
): AsyncIterable<Fact> {
  for (const of of absentKinds) yield { kind: 'synced', of };
  let known = new Map<string, Manifest>();
  while (!signal.aborted) {
    const listed = new Map<string, Manifest>();
    let isListing = true;
    let agent: AgentClient | undefined;
    try {
      agent = await meet();
      if (agent === undefined) {
        for (const object of known.values()) yield { kind: 'gone', object };
        for (const of of agentKinds) yield { kind: 'synced', of };
        return await untilAborted(signal);
      }
      for await (const fact of agent.facts(release, signal)) {
        if (fact.kind === 'present')
          (isListing ? listed : known).set(keyOf(fact.object), fact.object);
        if (fact.kind === 'gone') known.delete(keyOf(fact.object));
        // The pods are told last: from here on the list is whole.
        if (fact.kind === 'synced' && fact.of === 'Pod') {
          for (const object of missing(known, listed)) yield { kind: 'gone', object };
          known = listed;
          isListing = false;
        }
        yield fact;
      }
    } catch (error) {
      if (!(error instanceof LlmkubeError) || error.code !== 'AGENT_UNREACHABLE') throw error;
    }
    // The agent is well when it is this watch that ended; others may be asking it.
    if (agent !== undefined && !signal.aborted) await lose(agent);
  }
}

function missing(
  before: ReadonlyMap<string, Manifest>,
  now: ReadonlyMap<string, Manifest>,
): readonly Manifest[] {
  return [...before].filter(([key]) => !now.has(key)).map(([, object]) => object);
}

function keyOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.uid ?? metadata.name}`;
}
