import type { Facts } from './facts.ts';
import type { Rows } from './row.ts';

const gateway =
  'writes objects of the Envoy AI Gateway, which llmkube does not; a Gateway is named in `network.route`';

const unguarded =
  'is open to whoever is outside of the cluster, which `network.unauthenticated: allow` says; better name a Secret with a key in `network.apiKeySecret`';

function isOutside({ endpoint }: Facts['service']): boolean {
  return endpoint?.type === 'NodePort' || endpoint?.type === 'LoadBalancer';
}

function ofGateway({ service }: Facts): string | undefined {
  return service.endpoint?.gateway?.enabled === true
    ? undefined
    : 'it had no effect without `enabled`';
}

/** How clients reach the engine. */
export const reachRows: Rows = {
  'endpoint.port': { to: 'network.service.port' },
  'endpoint.path': {
    same: '/v1/chat/completions',
    drop: 'it stood in the address that the operator showed and changed nothing else',
  },
  'endpoint.type': {
    parts: ({ service }) => {
      const type = { to: ['network', 'service', 'type'], value: service.endpoint?.type };
      const open = { to: ['network', 'unauthenticated'], value: 'allow' };
      return isOutside(service) ? [type, open] : [type];
    },
    note: ({ service }) => (isOutside(service) ? unguarded : undefined),
  },
  'endpoint.nodePort': {
    drop: ({ service }) =>
      service.endpoint?.type === 'NodePort'
        ? undefined
        : 'it had no effect without `type: NodePort`',
    to: 'network.service.nodePort',
  },
  'endpoint.gateway.enabled': { same: false, refuse: gateway },
  'endpoint.gateway.gatewayRef': { drop: ofGateway, parts: () => [] },
  'endpoint.gateway.modelName': { drop: ofGateway, parts: () => [] },
  containerPort: {
    drop: 'an engine listens at 8080 of its own pod, where the Service finds it by name; clients use `endpoint.port`',
  },
  bindAddress: {
    drop: ({ args }) =>
      args.said.host === undefined ? undefined : '`--host` of `extraArgs` came after it',
    to: 'network.bindAddress',
  },
};
