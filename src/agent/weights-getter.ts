import { filesOf, type Launch, type LaunchWeights } from '../core/agent-protocol/launch.ts';
import { formatDownloadLine } from '../core/download/download-line.ts';
import { downloadPolicy } from '../core/download/policy.ts';
import { checkFile } from '../models/check-file.ts';
import { fetchWeights } from '../models/fetch-weights.ts';
import type { HubAccess } from '../models/hub-session.ts';
import type { EngineClock } from './process/engine-world.ts';
import type { WeightsAccess, WeightsOutcome } from './worker-ports.ts';

export interface WeightsGetterOptions {
  /** Root of the weights that are downloaded. */
  readonly cache: string;
  readonly clock: EngineClock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asked anew for each download, so that a login made meanwhile counts. */
  readonly hub: () => Promise<HubAccess>;
  readonly randomSuffix: () => string;
}

/** Has the files of a launch at hand: checks those of the user, and downloads the others. */
export function weightsGetter(options: WeightsGetterOptions) {
  return async (launch: Launch, access: WeightsAccess): Promise<WeightsOutcome> => {
    const there: There[] = [];
    for (const weights of filesOf(launch)) {
      const { network } = launch;
      const outcome =
        weights.kind === 'file'
          ? await check(weights)
          : await download({ weights, network }, options, access);
      if (outcome.kind === 'failed') return outcome;
      there.push(outcome);
    }
    const [path = '', ...files] = there.map((file) => file.path);
    return { kind: 'there', path, files, bytes: there.reduce((sum, { bytes }) => sum + bytes, 0) };
  };
}

interface There {
  readonly kind: 'there';
  readonly path: string;
  readonly bytes: number;
}

type FileOutcome = There | (WeightsOutcome & { kind: 'failed' });

async function check(weights: LaunchWeights & { kind: 'file' }): Promise<FileOutcome> {
  const verdict = await checkFile(weights);
  const { path, bytes } = weights;
  if (verdict.kind === 'same') return { kind: 'there', path, bytes };
  return { kind: 'failed', words: verdict.words };
}

type Download = Pick<Launch, 'network'> & {
  readonly weights: LaunchWeights & { kind: 'download' };
};

async function download(
  { weights, network }: Download,
  { cache, clock, environment, hub, randomSuffix }: WeightsGetterOptions,
  { write, signal }: WeightsAccess,
): Promise<FileOutcome> {
  const { kind: _, ...file } = weights;
  const { endpoint, token } = await hub();
  // The login of a hub is nobody else's business.
  const isOfHub = new URL(weights.url).origin === new URL(endpoint).origin;
  let last = '';
  const outcome = await fetchWeights(
    { ...file, cache, token: isOfHub ? token : undefined },
    {
      signal,
      clock,
      holder: `host-${process.pid}-${randomSuffix()}`,
      policy: downloadPolicy,
      environment: { ...environment, ...proxyVariables(network?.proxy) },
      authorities: network?.authorities,
      onLine: (line) => {
        last = formatDownloadLine(line);
        write(last);
      },
    },
  );
  if (outcome.kind === 'done' || outcome.kind === 'cached') {
    return { kind: 'there', path: `${cache}/${weights.file}`, bytes: outcome.bytes };
  }
  return { kind: 'failed', words: outcome.kind === 'failed' ? last : 'it was broken off' };
}

function proxyVariables(proxy: NonNullable<Launch['network']>['proxy']): Record<string, string> {
  if (proxy === undefined) return {};
  const { url, noProxy } = proxy;
  return {
    http_proxy: url,
    https_proxy: url,
    ...(noProxy === undefined ? {} : { no_proxy: noProxy }),
  };
}
