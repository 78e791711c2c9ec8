import type { FieldNote } from './field-note.ts';

const download = 'of the download in a pod';

/** The fields about how a release is reached, and what it reaches. */
export const networkNotes: Readonly<Record<string, FieldNote>> = {
  'spec.network': { says: 'How clients reach it, and how it reaches the source of its weights.' },
  'spec.network.bindAddress': {
    says: 'The address of the pod that the engine listens on, such as 0.0.0.0 where nodes know no IPv6.',
    default: ':: for addresses of both kinds',
  },
  'spec.network.service': { says: 'The Service in front of the pods.' },
  'spec.network.service.type': {
    says: 'Who can reach it: the cluster, whoever reaches its nodes, or a load balancer; Headless gives its name to the pods themselves.',
    default: 'ClusterIP',
  },
  'spec.network.service.port': { says: 'The port of clients.', default: '8080' },
  'spec.network.service.nodePort': {
    says: 'The port on every node.',
    default: 'one that the cluster chooses',
  },
  'spec.network.authorities': {
    says: `Certificate authorities ${download}, as PEM.`,
    default: 'those of its image',
    flag: '--ca-file',
  },
  'spec.network.proxy': { says: `The proxy ${download}.`, default: 'none' },
  'spec.network.proxy.url': { says: 'Its URL, without a login.', flag: '--download-proxy' },
  'spec.network.proxy.noProxy': {
    says: 'Hosts that are reached without it, separated by commas.',
    default: 'none',
    flag: '--download-no-proxy',
  },
  'spec.network.service.annotations': {
    says: 'Annotations of the Service, from which clouds read what their load balancers should be.',
    default: 'none',
  },
  'spec.network.service.labels': { says: 'Labels of the Service.', default: 'none' },
  'spec.network.service.loadBalancerClass': {
    says: 'Who makes the load balancer.',
    default: 'whom the cluster chooses',
  },
  'spec.network.service.sourceRanges': {
    says: 'The addresses that the load balancer lets in, such as 203.0.113.0/24.',
    default: 'all',
  },
  'spec.network.apiKeySecret': {
    says: 'The Secret with the key that the engine asks its clients for; after a change of it, `llmkube restart`.',
    default: 'none, so that it asks for no key',
    flag: '--api-key-secret',
  },
  'spec.network.apiKeySecret.name': { says: 'The name of the Secret.' },
  'spec.network.apiKeySecret.key': { says: 'The key of the value in it.' },
  'spec.network.unauthenticated': {
    says: 'Whether a release that asks for no key lets in who comes from outside of the cluster.',
    default: 'no: that is refused',
  },
  'spec.network.ingress': {
    says: 'A way in from outside of the cluster, through its ingress controller.',
    default: 'none',
  },
  'spec.network.ingress.host': { says: 'The host name that clients ask for.' },
  'spec.network.ingress.path': {
    says: 'Which requests are let in, by what their path starts with: / or, for the API alone, /v1.',
    default: '/',
  },
  'spec.network.ingress.class': {
    says: 'The IngressClass; of those that are known, buffering is turned off and time-outs are lengthened.',
    default: 'the one of the cluster',
  },
  'spec.network.ingress.tlsSecret': {
    says: 'The Secret with the certificate of the host.',
    default: 'none, so that the controller decides',
  },
  'spec.network.ingress.annotations': {
    says: 'Annotations of the Ingress; they win over those of its class.',
    default: 'those of its class',
  },
  'spec.network.route': {
    says: 'A way in from outside of the cluster, through a Gateway.',
    default: 'none',
  },
  'spec.network.route.parent': { says: 'The Gateway.' },
  'spec.network.route.parent.name': { says: 'Its name.' },
  'spec.network.route.parent.namespace': {
    says: 'Its namespace.',
    default: 'that of the release',
  },
  'spec.network.route.parent.sectionName': { says: 'One of its listeners.', default: 'all' },
  'spec.network.route.host': { says: 'The host name that clients ask for.' },
  'spec.network.route.path': {
    says: 'Which requests are let in, by what their path starts with: / or, for the API alone, /v1.',
    default: '/',
  },
  'spec.network.route.timeout': {
    says: 'How long a whole request may take, such as 30m; 0s is for ever.',
    default: '0s',
  },
  'spec.network.policy': {
    says: 'Who alone may reach the engine in its pods, where the network of the cluster heeds a NetworkPolicy.',
    default: 'everybody',
  },
  'spec.network.policy.namespaces': { says: 'All pods of these namespaces.', default: 'none' },
  'spec.network.policy.cidrs': { says: 'These ranges of addresses.', default: 'none' },
};
