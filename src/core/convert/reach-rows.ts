import { isSaidByWords } from './engine-arg-parts.ts';
import { type Facts, isOfVectors } from './facts.ts';
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
  'endpoint.port': {
    parts: ({ service, runtime }) => {
      const value = service.endpoint?.port;
      const own = { to: ['network', 'service', 'port'], value };
      // To an engine of another kind it was the port to listen at too.
      return runtime === 'generic' && service.containerPort === undefined
        ? [own, { to: ['runtime', 'generic', 'port'], value }]
        : [own];
    },
  },
  'endpoint.path': {
    same: '/v1/chat/completions',
    drop: ({ service }) =>
      isOfVectors(service)
        ? undefined
        : 'it stood in the address that the operator showed and changed nothing else',
    to: 'serving.mode',
    as: ({ mode }) => mode,
    note: 'told the operator what the engine is for',
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
    drop: ({ runtime }) =>
      runtime === 'generic'
        ? undefined
        : 'an engine listens at a fixed port of its own pod, where the Service finds it by name; clients use `endpoint.port`',
    to: 'runtime.generic.port',
  },
  bindAddress: {
    drop: (facts) => {
      if (facts.engine !== undefined && facts.engine.said === undefined) {
        return 'the operator told it to no engine of this kind';
      }
      return facts.args.said.host === undefined && !isSaidByWords(facts, 'network.bindAddress')
        ? undefined
        : '`extraArgs` came after it';
    },
    to: 'network.bindAddress',
  },
};
