import { expect, test } from 'vitest';
import { toError } from '../../../src/cluster/http/to-error.ts';
import type { Access } from '../../../src/cluster/kubeconfig/access.ts';
import { Fields } from '../../../src/cluster/kubeconfig/fields.ts';
import { readCluster, readUser } from '../../../src/cluster/kubeconfig/kubeconfig.ts';
import { statusOf } from '../replies.ts';

const access: Access = {
  context: 'dev',
  namespace: 'default',
  origin: 'https://dev.test:6443',
  basePath: '',
  tls: { authority: undefined, skipsVerification: false, serverName: '' },
  proxyUrl: '',
  user: readUser(new Fields({ token: 'secret-1' }, 'user'), (path) => path),
  certificate: undefined,
  cluster: readCluster(new Fields({}, 'cluster'), (path) => path),
};

const what = 'apply Deployment default/qwen';

function errorFor(status: number, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return toError(access, { what }, { kind: 'answered', answer: { status, body: text } });
}

const conflict = {
  ...statusOf(409, 'Conflict', 'Apply failed with 1 conflict'),
  details: {
    causes: [
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl" with subresource "scale" using apps/v1',
        field: '.spec.replicas',
      },
    ],
  },
};

// The statuses are those of a real API server (1.37.2), shortened where they only repeat.
const answers: readonly (readonly [string, number, unknown, string, string])[] = [
  [
    'a missing permission',
    403,
    statusOf(
      403,
      'Forbidden',
      'deployments.apps "qwen" is forbidden: User "jane" cannot patch resource "deployments" in API group "apps" in the namespace "default"',
    ),
    'FORBIDDEN',
    'user `jane` may not `patch` `deployments` in namespace `default`',
  ],
  [
    'a quota that is used up',
    403,
    statusOf(
      403,
      'Forbidden',
      'persistentvolumeclaims "p" is forbidden: exceeded quota: q, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1',
    ),
    'QUOTA_EXCEEDED',
    'a quota does not leave room: q, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1',
  ],
  [
    'an admission that refuses',
    403,
    statusOf(403, 'Forbidden', 'admission webhook "w.test" denied the request: not on Fridays'),
    'OBJECT_REJECTED',
    'the API server refuses: admission webhook "w.test" denied the request: not on Fridays',
  ],
  [
    'a missing namespace',
    404,
    {
      ...statusOf(404, 'NotFound', 'namespaces "shop" not found'),
      details: { kind: 'namespaces', name: 'shop' },
    },
    'NAMESPACE_NOT_FOUND',
    'namespace `shop` does not exist',
  ],
  [
    'a namespace that is going away',
    403,
    {
      ...statusOf(403, 'Forbidden', 'namespace shop is being terminated'),
      details: {
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: 'being terminated',
            field: 'metadata.namespace',
          },
        ],
      },
    },
    'OBJECT_TERMINATING',
    'namespace shop is being terminated',
  ],
  [
    'a field of another manager',
    409,
    conflict,
    'FIELD_CONFLICT',
    'field `spec.replicas` is owned by `kubectl`',
  ],
  [
    'an object that was deleted',
    409,
    statusOf(
      409,
      'Conflict',
      'uid mismatch: the provided object specified uid x, and no existing object was found',
    ),
    'OBJECT_CHANGED',
    'it was changed, deleted or made again in the meantime',
  ],
  [
    'an object that was made again',
    422,
    {
      ...statusOf(422, 'Invalid', 'invalid'),
      details: {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "x": field is immutable',
            field: 'metadata.uid',
          },
        ],
      },
    },
    'OBJECT_CHANGED',
    'it was changed, deleted or made again in the meantime',
  ],
  [
    'a field that cannot change',
    422,
    {
      ...statusOf(422, 'Invalid', 'invalid'),
      details: {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: {}: field is immutable',
            field: 'spec.selector',
          },
        ],
      },
    },
    'FIELD_IMMUTABLE',
    'field `spec.selector` can never change',
  ],
  [
    'a wrong value',
    422,
    {
      ...statusOf(422, 'Invalid', 'invalid'),
      details: {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "9bad.name": a DNS-1035 label',
            field: 'metadata.name',
          },
          { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.ports' },
        ],
      },
    },
    'OBJECT_REJECTED',
    '`metadata.name`: Invalid value: "9bad.name": a DNS-1035 label (and 1 more)',
  ],
  [
    'an unknown field',
    500,
    statusOf(500, '', 'failed to create typed patch object: .spec.x: field not declared in schema'),
    'INTERNAL',
    'the API server cannot read what llmkube sends, which is a fault of llmkube itself: failed to create typed patch object: .spec.x: field not declared in schema',
  ],
  [
    'rejected credentials',
    401,
    statusOf(401, 'Unauthorized', 'Unauthorized'),
    'UNAUTHENTICATED',
    'the API server does not accept the credentials',
  ],
  [
    'a gateway that wants a login',
    401,
    '<html>',
    'UNAUTHENTICATED',
    '`https://dev.test:6443` does not accept the credentials',
  ],
  [
    'a fault of the server',
    500,
    statusOf(500, 'InternalError', 'Internal error occurred: etcd is slow'),
    'CLUSTER_FAULT',
    'the API server answers 500: Internal error occurred: etcd is slow',
  ],
  [
    'a page of something else',
    502,
    '<html>secret-1</html>',
    'CLUSTER_FAULT',
    '`https://dev.test:6443` answers 502, and not as a Kubernetes API server does',
  ],
];

test.each(answers)('%s is said in words', (_title, status, body, code, fact) => {
  const error = errorFor(status, body);
  expect(error.code).toBe(code);
  expect(error.message).toBe(`Cannot ${what}: ${fact}`);
});

test('a missing permission comes as facts, with the command that checks it', () => {
  const message =
    'services "qwen:http" is forbidden: User "jane" cannot create resource "services/proxy" in API group "" in the namespace "default"';
  const error = errorFor(403, statusOf(403, 'Forbidden', message));
  expect(error.facts).toMatchObject({
    context: 'dev',
    user: 'jane',
    verb: 'create',
    resource: 'services/proxy',
    namespace: 'default',
  });
  expect(error.suggestions[0]).toBe(
    'kubectl auth can-i create services --subresource=proxy --namespace default',
  );
});

test('a permission on the whole cluster is told apart', () => {
  const message =
    'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" at the cluster scope';
  const error = errorFor(403, statusOf(403, 'Forbidden', message));
  expect(error.message).toContain('may not `list` `deployments` in the whole cluster');
});

test('control characters of a message do not reach the screen', () => {
  const error = errorFor(422, statusOf(422, 'Invalid', 'bad \u001b[31mred\u0007'));
  expect(error.message).toBe(`Cannot ${what}: the API server refuses: bad [31mred`);
});
