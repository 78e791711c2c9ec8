import type { Manifest } from '../core/manifest.ts';
import { containerRun } from '../core/observe/container-run.ts';
import type { PodObject } from '../core/observe/objects.ts';
import { followPods } from './follow-pods.ts';
import { hintFor, isServer, type LogPorts, type LogsInput } from './log-ports.ts';
import { requireRelease } from './require-release.ts';

/** Reads the logs of a release's pods, one after the other; followed ones side by side. */
export async function logs(input: LogsInput, ports: LogPorts): Promise<void> {
  const { target } = ports;
  const reading = target.listObjects({ apiVersion: 'v1', kind: 'Pod' }, input.release);
  const [stored, found] = await Promise.allSettled([target.readRecord(input.release), reading]);
  // Of two refusals it is always the same one that is told.
  if (stored.status === 'rejected') throw stored.reason;
  await requireRelease({ ...input, verb: 'logs' }, stored.value, target);
  if (found.status === 'rejected') throw found.reason;
  const pods = found.value.filter((pod) => isServer(pod, input.release)).toSorted(byAge);
  if (pods.length === 0) ports.warn(`\`${input.release}\` has no pods`);
  if (input.follow) return await followPods(input, pods, ports);
  for (const pod of pods) await readOne(pod, { ...input, isOneOfSeveral: pods.length > 1 }, ports);
}

async function readOne(
  pod: Manifest,
  input: LogsInput & { readonly isOneOfSeveral: boolean },
  { target, take, warn, signal }: LogPorts,
): Promise<void> {
  const { container, isOneOfSeveral } = input;
  const { name } = pod.metadata;
  const run = containerRun(pod as PodObject, input);
  if (typeof run === 'string') return warn(`pod ${name}: ${run}${hintFor(input)}`);
  const stream = { ...input, ...run, pod: name, follow: false };
  for await (const pieces of target.streamLog(stream, signal)) {
    await take({ pod: name, container, isOneOfSeveral, pieces });
  }
}

function byAge({ metadata: one }: Manifest, { metadata: other }: Manifest): number {
  const [first, second] = [one, other].map(
    ({ creationTimestamp, name }) => `${creationTimestamp ?? ''} ${name}`,
  );
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
