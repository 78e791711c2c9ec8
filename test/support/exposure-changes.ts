import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { FieldChange } from './field-changes.ts';

const network = (given: PartialIntent): PartialIntent => ({ network: given });
const change = (given: PartialIntent, beside: PartialIntent = {}): FieldChange => ({
  given: network(given),
  beside: network(beside),
});

const unauthenticated = 'allow';
const balanced = { service: { type: 'LoadBalancer' }, unauthenticated };
const ingress = (given: PartialIntent): PartialIntent => ({ ingress: given });
const inside = { ...ingress({ host: 'qwen.example.com' }), unauthenticated };
const route = (given: PartialIntent): PartialIntent => ({ route: given });
const routed = {
  ...route({ parent: { name: 'front' }, host: 'qwen.example.com' }),
  unauthenticated,
};
const guarded = { apiKeySecret: { name: 'clients', key: 'key' } };

/** The fields of exposure, as `fieldChanges` has those of all. */
export const exposureChanges: Readonly<Record<string, FieldChange>> = {
  'network.service.type': change({ service: { type: 'NodePort' }, unauthenticated }),
  'network.service.nodePort': change(
    { service: { nodePort: 30_080 } },
    { service: { type: 'NodePort' }, unauthenticated },
  ),
  'network.service.annotations': change({ service: { annotations: { 'example.com/a': 'b' } } }),
  'network.service.labels': change({ service: { labels: { team: 'a' } } }),
  'network.service.loadBalancerClass': change(
    { service: { loadBalancerClass: 'example.com/lb' } },
    balanced,
  ),
  'network.service.sourceRanges': change({ service: { sourceRanges: ['10.0.0.0/8'] } }, balanced),
  'network.apiKeySecret.name': change({ apiKeySecret: { name: 'other' } }, guarded),
  'network.apiKeySecret.key': change({ apiKeySecret: { key: 'other' } }, guarded),
  'network.ingress.host': change(ingress({ host: 'other.example.com' }), inside),
  'network.ingress.path': change(ingress({ path: '/v1' }), inside),
  'network.ingress.class': change(ingress({ class: 'nginx' }), inside),
  'network.ingress.tlsSecret': change(ingress({ tlsSecret: 'certificate' }), inside),
  'network.ingress.annotations': change(ingress({ annotations: { 'example.com/a': 'b' } }), inside),
  'network.route.parent.name': change(route({ parent: { name: 'other' } }), routed),
  'network.route.parent.namespace': change(route({ parent: { namespace: 'edge' } }), routed),
  'network.route.parent.sectionName': change(route({ parent: { sectionName: 'https' } }), routed),
  'network.route.host': change(route({ host: 'other.example.com' }), routed),
  'network.route.path': change(route({ path: '/v1' }), routed),
  'network.route.timeout': change(route({ timeout: '30m' }), routed),
  'network.policy.namespaces': change({ policy: { namespaces: ['team'] } }),
  'network.policy.cidrs': change({ policy: { cidrs: ['10.0.0.0/8'] } }),
};
