import { defined } from '../defined.ts';
import { gpuResourceOf } from '../hardware/gpu-resource.ts';
import type { Resolved } from '../resolve/resolved.ts';
import { canonicalQuantity } from '../text/quantity.ts';

type Asked = Pick<
  Resolved,
  | 'cpu'
  | 'memory'
  | 'fit'
  | 'ephemeral'
  | 'gpus'
  | 'vendor'
  | 'gpuResource'
  | 'tolerationKey'
  | 'claims'
>;

/**
 * Memory is asked for and limited alike, so that a pod never dies of what its neighbours take;
 * the processor is asked for and not limited, since a limit only slows an engine down.
 */
export function serverResources(asked: Asked): object {
  const { cpu, ephemeral, gpus, claims } = asked;
  const memory = asked.memory ?? computedMemory(asked);
  const limits = {
    ...defined({ memory, 'ephemeral-storage': ephemeral }),
    ...(gpus === 0 ? {} : { [gpuResourceOf(asked)]: String(gpus) }),
  };
  const requests = { ...(cpu === undefined ? {} : { cpu }), ...limits };
  const resources = {
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(claims === undefined ? {} : { claims: claims.map(claimOfContainer) }),
  };
  return Object.keys(resources).length === 0 ? {} : { resources };
}

function computedMemory({ fit }: Asked): string | undefined {
  return fit?.memoryMebibytes === undefined
    ? undefined
    : canonicalQuantity(`${fit.memoryMebibytes}Mi`);
}

/**
 * A quota on memory or processors wants numbers from every container. Those of the server cost
 * nothing: a pod takes the larger of its init containers and its containers.
 */
export function downloaderResources({ claims: _, ...asked }: Asked): object {
  return serverResources({ ...asked, gpus: 0 });
}

/** Nodes with GPUs are often kept free of everything that does not ask for one. */
export function gpuTolerations(asked: Asked): readonly object[] {
  const { gpus, tolerationKey } = asked;
  const key = tolerationKey ?? (gpus === 0 ? undefined : gpuResourceOf(asked));
  return key === undefined ? [] : [{ key, operator: 'Exists', effect: 'NoSchedule' }];
}

/** Devices that a driver hands to the pod (dynamic resource allocation, Kubernetes 1.34). */
export function podClaims({ claims }: Asked): object {
  if (claims === undefined) return {};
  return {
    resourceClaims: claims.map(({ name, claimName, templateName }) => ({
      name,
      ...defined({ resourceClaimName: claimName, resourceClaimTemplateName: templateName }),
    })),
  };
}

function claimOfContainer({ name, request }: NonNullable<Resolved['claims']>[number]): object {
  return { name, ...defined({ request }) };
}
