import type { Launch } from '../core/agent-protocol/launch.ts';
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

/** Has the weights of a launch at hand: checks a file of the user, or downloads. */
export function weightsGetter(options: WeightsGetterOptions) {
  return async ({ weights, network }: Launch, access: WeightsAccess): Promise<WeightsOutcome> => {
    if (weights.kind === 'file') {
      const verdict = await checkFile(weights);
      const { path, bytes } = weights;
      if (verdict.kind === 'same') return { kind: 'there', path, bytes };
      return { kind: 'failed', words: verdict.words };
    }
    return await download({ weights, network }, options, access);
  };
}

type Download = Pick<Launch, 'network'> & {
  readonly weights: Launch['weights'] & { kind: 'download' };
};

async function download(
  { weights, network }: Download,
  { cache, clock, environment, hub, randomSuffix }: WeightsGetterOptions,
  { write, signal }: WeightsAccess,
): Promise<WeightsOutcome> {
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
