import type { Resolved } from '../resolve/resolved.ts';

/** The name under which the NVIDIA device plugin offers its GPUs. */
const gpuResource = 'nvidia.com/gpu';

type Asked = Pick<Resolved, 'cpu' | 'memory' | 'gpus'>;

/**
 * Memory is asked for and limited alike, so that a pod never dies of what its neighbours take;
 * the processor is asked for and not limited, since a limit only slows an engine down.
 */
export function serverResources({ cpu, memory, gpus }: Asked): object {
  const limits = {
    ...(memory === undefined ? {} : { memory }),
    ...(gpus === 0 ? {} : { [gpuResource]: String(gpus) }),
  };
  const requests = { ...(cpu === undefined ? {} : { cpu }), ...limits };
  if (Object.keys(requests).length === 0) return {};
  return { resources: { requests, ...(Object.keys(limits).length === 0 ? {} : { limits }) } };
}

/**
 * A quota on memory or processors wants numbers from every container. Those of the server cost
 * nothing: a pod takes the larger of its init containers and its containers.
 */
export function downloaderResources({ cpu, memory }: Asked): object {
  return serverResources({ cpu, memory, gpus: 0 });
}

/** Nodes with GPUs are often kept free of everything that does not ask for one. */
export function gpuTolerations({ gpus }: Asked): object {
  if (gpus === 0) return {};
  return { tolerations: [{ key: gpuResource, operator: 'Exists', effect: 'NoSchedule' }] };
}
