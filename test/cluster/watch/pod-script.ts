import type { ServerResponse } from 'node:http';
import type { Fact, Target } from '../../../src/core/target.ts';
import { sendJson } from '../replies.ts';
import { type Heard, type Reply, startScriptedServer } from '../scripted-server.ts';

/** A pod as a list and a watch carry it. */
export function pod(name: string, resourceVersion: string) {
  return { metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion } };
}

type PodReply = (heard: Heard, response: ServerResponse, turn: number) => void;

interface PodScript {
  readonly lists: readonly (readonly object[])[];
  /** How each watch of pods goes, one after the other; the last one stays open. */
  readonly watches: readonly PodReply[];
  readonly tls?: object;
}

/** Serves pods by a script, and nothing of the other kinds. */
export async function servePods({ lists, watches, tls }: PodScript) {
  const turns = { list: 0, watch: 0 };
  const reply: Reply = (heard, response) => {
    const isWatch = heard.query.get('watch') === '1';
    if (!heard.path.endsWith('/pods')) {
      if (isWatch) return void response.writeHead(200).flushHeaders();
      return sendJson(response, 200, { metadata: { resourceVersion: '1' }, items: [] });
    }
    if (isWatch) {
      const script = watches[turns.watch++];
      if (script === undefined) return void response.writeHead(200).flushHeaders();
      return script(heard, response, turns.watch);
    }
    const items = lists[Math.min(turns.list++, lists.length - 1)];
    return sendJson(response, 200, { metadata: { resourceVersion: '10' }, items });
  };
  return await startScriptedServer(reply, tls);
}

/** The watches of pods that reached the server. */
export function podWatches(server: { readonly heard: readonly Heard[] }): readonly Heard[] {
  return server.heard.filter(({ path, query }) => path.endsWith('/pods') && query.has('watch'));
}

/** Takes facts until `isLast` says so, as `present a@11`. */
export async function factsUntil(
  target: Target,
  isLast: (fact: string, all: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const stop = new AbortController();
  const facts: string[] = [];
  for await (const fact of target.facts('qwen', stop.signal)) {
    facts.push(describe(fact));
    if (isLast(facts.at(-1) ?? '', facts)) stop.abort();
  }
  return facts;
}

function describe(fact: Fact): string {
  if (fact.kind === 'synced' || fact.kind === 'missing') return `${fact.kind} ${fact.of}`;
  const { name, resourceVersion } = fact.object.metadata;
  return `${fact.kind} ${name}@${resourceVersion}`;
}

export function sendEvent(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}
