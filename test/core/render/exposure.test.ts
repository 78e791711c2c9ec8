import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { ingressClasses } from '../../../src/core/render/ingress-classes.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const guarded = { apiKeySecret: { name: 'clients', key: 'key' } };
const objectOf = (kind: string, network: object) =>
  renderIntent({ ...plainIntent, network: { ...guarded, ...network } }).find(
    (object) => object.kind === kind,
  );

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

const engineOf = (intent: object) =>
  JSON.parse(JSON.stringify(renderIntent({ ...plainIntent, ...intent }).find(isDeployment)?.spec))
    .template.spec.containers[0];
const isDeployment = ({ kind }: { readonly kind: string }) => kind === 'Deployment';

test('a key comes out of its Secret into the variable of the engine, and stands in no argument', () => {
  const engine = engineOf({ network: guarded });
  expect(engine.env).toContainEqual({
    name: 'LLAMA_API_KEY',
    valueFrom: { secretKeyRef: { name: 'clients', key: 'key' } },
  });
  expect(engine.args.join(' ')).not.toMatch(/api-key|clients/);
});

test('any other engine is told by the variable that its user names', () => {
  const runtime = {
    kind: 'generic',
    image: 'other:1',
    generic: { apiKeyVariable: 'VLLM_API_KEY' },
  };
  expect(engineOf({ runtime, network: guarded }).env).toContainEqual({
    name: 'VLLM_API_KEY',
    valueFrom: { secretKeyRef: { name: 'clients', key: 'key' } },
  });
});

const problemsOf = (intent: object) => () => parseIntent({ ...plainIntent, ...intent }, runtimes);

test.each([
  ['network.service.type', { service: { type: 'NodePort' } }],
  ['network.service.type', { service: { type: 'LoadBalancer' } }],
  ['network.ingress', { ingress: { host } }],
  ['network.route', { route: { parent: { name: 'front' }, host } }],
])('%s without a key is refused, unless somebody says so', (field, network) => {
  const words = `\`${field}\` is open to whoever is outside of the cluster`;
  expect(problemsOf({ network })).toThrow(words);
  expect(problemsOf({ network: { ...network, ...guarded } })).not.toThrow();
  expect(problemsOf({ network: { ...network, unauthenticated: 'allow' } })).not.toThrow();
});

const generic = { kind: 'generic', image: 'other:1' };
const env = (name: string) => ({ env: { [name]: { secret: { name: 'a', key: 'b' } } } });

test.each([
  [{ network: { unauthenticated: 'allow' } }, 'nobody outside of the cluster is let in'],
  [{ network: { ...guarded, unauthenticated: 'allow' } }, 'has no effect beside'],
  [{ network: guarded, runtime: generic }, '`runtime.generic.apiKeyVariable` does not say how'],
  [
    { network: guarded, runtime: { ...generic, generic: { apiKeyVariable: 'K' }, ...env('K') } },
    '`runtime.env.K` is what `network.apiKeySecret` sets',
  ],
  [
    { runtime: { ...plainIntent.runtime, ...env('LLAMA_API_KEY') } },
    'is what `network.apiKeySecret` sets; write that',
  ],
])('%j contradicts itself, or means nothing', (intent, words) => {
  expect(problemsOf(intent)).toThrow(words);
});

test.each([
  [{ ingress: { host: 'localhost' } }, 'network.ingress.host', 'is not a host name'],
  [{ ingress: { host: '*.example.com' } }, 'network.ingress.host', 'is not a name'],
  [{ ingress: { host: '10.0.0.1' } }, 'network.ingress.host', 'is not a host name'],
  [{ ingress: { host, path: '/qwen' } }, 'network.ingress.path', 'is neither / nor /v1'],
  [{ ingress: { host, path: '/v1/../x' } }, 'network.ingress.path', 'is neither / nor /v1'],
  [{ ingress: {} }, 'network.ingress.host', 'is missing'],
  [{ route: { parent, host, timeout: '5 minutes' } }, 'network.route.timeout', 'is not a duration'],
  [{ policy: {} }, 'network.policy', 'has neither'],
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
