import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { ingressClasses } from '../../../src/core/render/ingress-classes.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const objectOf = (kind: string, network: object) =>
  renderIntent({ ...plainIntent, network }).find((object) => object.kind === kind);

const host = 'qwen.example.com';

test('a release without ways in has three objects', () => {
  expect(renderIntent(plainIntent).map(({ kind }) => kind)).toEqual([
    'PersistentVolumeClaim',
    'Service',
    'Deployment',
  ]);
});

test('an Ingress leads to the port of the Service by its name, for one host', () => {
  expect(objectOf('Ingress', { ingress: { host, tlsSecret: 'tls', path: '/v1' } })?.spec).toEqual({
    tls: [{ hosts: [host], secretName: 'tls' }],
    rules: [
      {
        host,
        http: {
          paths: [
            {
              path: '/v1',
              pathType: 'Prefix',
              backend: { service: { name: 'qwen', port: { name: 'http' } } },
            },
          ],
        },
      },
    ],
  });
});

test.each(Object.entries(ingressClasses))(
  'the class %s is told to pass on tokens as they come, unless the user says otherwise',
  (className, known) => {
    const [first = ''] = Object.keys(known);
    const ingress = {
      host,
      class: className,
      annotations: { [first]: 'mine', 'example.com/a': 'b' },
    };
    expect(objectOf('Ingress', { ingress })).toMatchObject({
      metadata: { annotations: { ...known, [first]: 'mine', 'example.com/a': 'b' } },
      spec: { ingressClassName: className },
    });
  },
);

test('of a class that nobody knows nothing is guessed', () => {
  const annotations = objectOf('Ingress', { ingress: { host, class: 'constructor' } })?.metadata
    .annotations;
  expect(Object.keys(annotations ?? {})).toEqual(['cli.llmkube.dev/model-id']);
});

test('a route leads to the port of the Service and knows no time-out', () => {
  const route = { parent: { name: 'front', namespace: 'edge' }, host };
  const network = { route, service: { port: 80 } };
  expect(objectOf('HTTPRoute', network)?.spec).toMatchObject({
    parentRefs: [{ kind: 'Gateway', name: 'front', namespace: 'edge' }],
    hostnames: [host],
    rules: [
      {
        backendRefs: [{ kind: 'Service', name: 'qwen', port: 80 }],
        timeouts: { request: '0s' },
      },
    ],
  });
});

test('a policy lets in who is named, to the port of the engine, and nobody else', () => {
  const policy = { namespaces: ['team', 'ingress'], cidrs: ['10.0.0.0/8', 'fd00::/8'] };
  expect(objectOf('NetworkPolicy', { policy })?.spec).toEqual({
    podSelector: {
      matchLabels: { 'cli.llmkube.dev/release': 'qwen', 'cli.llmkube.dev/component': 'server' },
    },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: {
              matchExpressions: [
                {
                  key: 'kubernetes.io/metadata.name',
                  operator: 'In',
                  values: ['team', 'ingress'],
                },
              ],
            },
          },
          { ipBlock: { cidr: '10.0.0.0/8' } },
          { ipBlock: { cidr: 'fd00::/8' } },
        ],
        ports: [{ protocol: 'TCP', port: 'http' }],
      },
    ],
  });
});

const parent = { name: 'front' };

test.each([
  [{ ingress: { host: 'localhost' } }, 'network.ingress.host', 'is not a host name'],
  [{ ingress: { host: '*.example.com' } }, 'network.ingress.host', 'is not a name'],
  [{ ingress: { host: '10.0.0.1' } }, 'network.ingress.host', 'is not a host name'],
  [{ ingress: { host, path: '/qwen' } }, 'network.ingress.path', 'is neither / nor /v1'],
  [{ ingress: { host, path: '/v1/../x' } }, 'network.ingress.path', 'is neither / nor /v1'],
  [{ ingress: {} }, 'network.ingress.host', 'is missing'],
  [{ route: { parent, host, timeout: '5 minutes' } }, 'network.route.timeout', 'is not a duration'],
  [{ policy: {} }, 'network.policy', 'lets nobody in'],
  [{ policy: { cidrs: ['10.0.0.0'] } }, 'network.policy.cidrs', 'is no range of addresses'],
  [{ policy: { cidrs: ['10.0.0.0/33'] } }, 'network.policy.cidrs', 'is no range of addresses'],
  [
    { service: { sourceRanges: ['10.0.0.0/8'] } },
    'network.service.sourceRanges',
    'has no effect unless the type is `LoadBalancer`',
  ],
  [
    { service: { labels: { 'cli.llmkube.dev/release': 'other' } } },
    'network.service.labels',
    'is a key that llmkube sets itself',
  ],
])('%j is refused at its place', (network, field, words) => {
  const refused = () => parseIntent({ ...plainIntent, network }, runtimes);
  expect(refused).toThrow(field);
  expect(refused).toThrow(words);
});
