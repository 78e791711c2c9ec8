import type { Facts } from './facts.ts';
import type { Rows } from './row.ts';

const gateway =
  'writes objects of the Envoy AI Gateway, which llmkube does not; write the route yourself';

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
  'endpoint.type': { to: 'network.service.type' },
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
