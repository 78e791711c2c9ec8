import { type RegistryAnswer, type RegistryRequest, startRegistryFront } from './registry-front.ts';
import { startRegistryProcess } from './registry-process.ts';
import { type PushedImage, type PushOptions, pushImage } from './registry-push.ts';

export interface Registry {
  /** `address:port`, the first part of image names that are pulled from it. */
  host: string;
  /** Plain http. */
  url: string;
  /** Every request of a puller in order of arrival; pushes are not among them. */
  requests: RegistryRequest[];
  /** Pushes a docker archive under a name such as `team/model:tag`. */
  push(archive: string, name: string, options?: PushOptions): Promise<PushedImage>;
  /** Sets what a repository such as `team/model` answers; undefined takes that away again. */
  script(repository: string, answer: RegistryAnswer | undefined): void;
  close(): Promise<void>;
}

/**
 * A real registry (distribution) that keeps its images in memory, behind a front that refuses on
 * demand. It listens on a free port of `address`, which is one of this machine's that pods and the
 * container engine reach.
 */
export async function startRegistry({ address }: { address: string }): Promise<Registry> {
  const upstream = await startRegistryProcess();
  const front = await startRegistryFront(address, upstream.url);
  return {
    host: new URL(front.url).host,
    url: front.url,
    requests: front.requests,
    push: (archive, name, options) => pushImage(upstream.url, { archive, name, ...options }),
    script: front.script,
    close: async () => {
      await front.close();
      await upstream.close();
    },
  };
}
