import { createHash } from 'node:crypto';
import type { V1Deployment, V1Service } from '@kubernetes/client-node';
import { operatorPod } from './operator-pod.ts';
import type { OperatorModel, OperatorService } from './operator-spec.ts';

/** A service and its Model. */
export interface OperatorPair {
  readonly name: string;
  readonly modelName: string;
  readonly model: OperatorModel;
  readonly service: OperatorService;
}

/** What the operator made of them. */
export interface OperatorObjects {
  readonly Deployment: Pick<V1Deployment, 'spec'>;
  readonly Service: Pick<V1Service, 'spec'>;
}

/**
 * What the operator (v0.9.19) made of a service for llama.cpp before it was ready: its rules stated
 * anew, so that `core/convert` can be held against them. They are held against what it made in a
 * cluster.
 */
export function renderOperator(pair: OperatorPair): OperatorObjects {
  const { name, model, service } = pair;
  const selector = { app: name, 'inference.llmkube.dev/service': name };
  const { type = 'ClusterIP', port = 8080, nodePort } = service.endpoint ?? {};
  const template = operatorPod(pair, cacheFolder(model));
  const { resourceClaims = [], containers } = template.spec;
  const limits = Object.keys(containers[0]?.resources?.limits ?? {});
  const hasDevice = limits.some((resource) => resource.includes('/')) || resourceClaims.length > 0;
  return {
    Deployment: {
      spec: {
        replicas: service.suspend === true ? 0 : (service.replicas ?? 1),
        ...(service.revisionHistoryLimit === undefined
          ? {}
          : { revisionHistoryLimit: service.revisionHistoryLimit }),
        selector: { matchLabels: selector },
        ...(hasDevice ? { strategy: { type: 'Recreate' } } : {}),
        template,
      },
    },
    Service: {
      spec: {
        type,
        selector,
        ports: [
          {
            name: 'http',
            port,
            targetPort: port,
            protocol: 'TCP',
            ...(type === 'NodePort' && nodePort !== undefined ? { nodePort } : {}),
          },
        ],
      },
    },
  };
}

function cacheFolder({ source }: OperatorModel): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 16);
}
