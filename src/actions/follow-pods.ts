import { LogPosition } from '../core/log/log-position.ts';
import type { Manifest } from '../core/manifest.ts';
import { containerRun } from '../core/observe/container-run.ts';
import type { PodObject } from '../core/observe/objects.ts';
import { hintFor, isServer, type LogPorts, type LogsInput } from './log-ports.ts';

/** What is followed of one pod: its newest run, after those before it have been read to the end. */
interface Followed {
  readonly run: string;
  /** Over all runs: a run may have ended and its log be that of the next when it is opened. */
  readonly position: LogPosition;
  readonly reading: Promise<void>;
}

/**
 * Follows the logs of every pod that a release has or gets, run after run, until the signal ends
 * it or the release is deleted.
 */
export async function followPods(
  input: LogsInput,
  pods: readonly Manifest[],
  ports: LogPorts,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([ports.signal, stop.signal]);
  const inner = { ...ports, signal };
  const known = new Map<string, Followed>();
  const old = new Set(pods.map(({ metadata }) => metadata.uid));
  const failed = new AbortController();
  const follow = (pod: Manifest) => {
    const followed = followNext(pod, { input, known, isOld: old.has(pod.metadata.uid) }, inner);
    followed?.reading.catch((error: unknown) => {
      failed.abort(error);
      stop.abort();
    });
  };
  for (const pod of pods) {
    const run = containerRun(pod as PodObject, input);
    if (typeof run === 'string') ports.warn(`pod ${pod.metadata.name}: ${run}${hintFor(input)}`);
    follow(pod);
  }
  try {
    for await (const fact of ports.target.facts(input.release, signal)) {
      if (fact.kind !== 'present' && fact.kind !== 'gone') continue;
      const { object } = fact;
      if (fact.kind === 'present' && object.kind === 'Pod' && isServer(object, input.release)) {
        follow(object);
      }
      if (fact.kind === 'gone' && object.kind === 'Deployment') break;
    }
  } catch (error) {
    stop.abort();
    throw error;
  } finally {
    await Promise.allSettled([...known.values()].map(({ reading }) => reading));
  }
  failed.signal.throwIfAborted();
}

interface Following {
  readonly input: LogsInput;
  readonly known: Map<string, Followed>;
  /** The pod was there at the start, so the user's limits are about it. */
  readonly isOld: boolean;
}

function followNext(
  pod: Manifest,
  { input, known, isOld }: Following,
  ports: LogPorts,
): Followed | undefined {
  const run = containerRun(pod as PodObject, input);
  const { name, uid = name } = pod.metadata;
  const before = known.get(uid);
  if (typeof run === 'string' || run.run === before?.run) return undefined;
  const { tailLines: _tail, sinceSeconds: _since, ...whole } = input;
  const position = before?.position ?? new LogPosition();
  const stream = {
    ...(isOld && before === undefined ? input : whole),
    ...run,
    pod: name,
    position,
  };
  const read = async () => {
    await before?.reading;
    for await (const pieces of ports.target.streamLog(stream, ports.signal)) {
      const isOneOfSeveral = known.size > 1;
      await ports.take({ pod: name, container: input.container, isOneOfSeveral, pieces });
    }
  };
  const followed = { run: run.run, position, reading: read() };
  known.set(uid, followed);
  return followed;
}
