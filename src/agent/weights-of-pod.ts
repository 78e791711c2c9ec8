import { filesOf, type Launch } from '../core/agent-protocol/launch.ts';
import type { LivePod } from './live-pod.ts';
import { openRunLog } from './run-log-writer.ts';
import type { WorkerPorts } from './worker-ports.ts';

export interface Weights {
  readonly path: string;
  /** Beside the weights, in the order of the launch. */
  readonly files: readonly string[];
  /** Of all of them. */
  readonly bytes: number;
}

export interface FetchWay {
  readonly ports: Pick<WorkerPorts, 'getWeights' | 'places' | 'engines'>;
  readonly signal: AbortSignal;
}

/** Gets the weights for a pod, which shows how that goes; nothing when they cannot be had now. */
export async function fetchForPod(
  launch: Launch,
  pod: LivePod,
  way: FetchWay,
): Promise<Weights | undefined> {
  const isDownloaded = filesOf(launch).some(({ kind }) => kind === 'download');
  return isDownloaded ? await download(launch, pod, way) : await checkFile(launch, pod, way);
}

async function checkFile(
  launch: Launch,
  pod: LivePod,
  { ports, signal }: FetchWay,
): Promise<Weights | undefined> {
  const outcome = await ports.getWeights(launch, { write: () => {}, signal });
  if (outcome.kind === 'there') return outcome;
  // The words of a kubelet for a container whose parts are not there.
  pod.waits('server', { reason: 'CreateContainerConfigError', message: outcome.words });
  return undefined;
}

async function download(
  launch: Launch,
  pod: LivePod,
  { ports, signal }: FetchWay,
): Promise<Weights | undefined> {
  const { getWeights, places, engines } = ports;
  const { clock } = engines;
  const log = openRunLog(places.logsOf(pod.view.release), engines);
  const startedAt = new Date(clock.now()).toISOString();
  pod.runs('download', log.run, startedAt);
  try {
    const outcome = await getWeights(launch, { write: log.write, signal });
    const isThere = outcome.kind === 'there';
    pod.ends('download', {
      run: log.run,
      exitCode: isThere ? 0 : 1,
      reason: isThere ? 'Completed' : 'Error',
      startedAt,
      finishedAt: new Date(clock.now()).toISOString(),
      message: isThere ? '' : outcome.words,
    });
    return isThere ? outcome : undefined;
  } finally {
    log.close();
  }
}
