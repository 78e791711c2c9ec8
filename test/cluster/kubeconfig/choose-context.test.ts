import { expect, test } from 'vitest';
import { chooseContext } from '../../../src/cluster/kubeconfig/choose-context.ts';
import { readKubeconfig } from '../../../src/cluster/kubeconfig/kubeconfig.ts';
import { errorOf } from '../../support/error-of.ts';

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

function kubeconfigOf({ cluster, user, context }: Parts = {}) {
  return readKubeconfig(
    {
      'current-context': 'dev',
      clusters: [{ name: 'c', cluster: { server: 'https://dev.test', ...cluster } }],
      users: [{ name: 'u', user: { token: 'secret-1', ...user } }],
      contexts: [
        { name: 'dev', context: { cluster: 'c', user: 'u', ...context } },
        { name: 'production', context: { cluster: 'c', user: 'u', namespace: 'shop' } },
      ],
    },
    (path) => `/folder/${path}`,
  );
}

test('the current context is taken unless another one is wanted', () => {
  expect(chooseContext(kubeconfigOf(), undefined)).toMatchObject({ name: 'dev', namespace: '' });
  expect(chooseContext(kubeconfigOf(), 'production')).toMatchObject({ namespace: 'shop' });
});

test('a kubeconfig without a current context chooses nothing', () => {
  expect(
    chooseContext(
      readKubeconfig({}, (path) => path),
      undefined,
    ),
  ).toBeUndefined();
});

test('an unknown context is refused, and the likeliest of the known ones is offered first', () => {
  const error = errorOf(() => chooseContext(kubeconfigOf(), 'prod'));
  expect(error.code).toBe('KUBECONFIG_INVALID');
  expect(error.message).toBe('Cannot use context `prod`: there is no such context');
  expect(error.suggestions).toEqual(['--context production', '--context dev']);
});

const refused: readonly (readonly [string, Parts, string])[] = [
  ['a missing cluster', { context: { cluster: 'x' } }, 'it names no known cluster: `x`'],
  ['a missing user', { context: { user: 'x' } }, 'it names no known user: `x`'],
  ['no server', { cluster: { server: '' } }, 'its cluster has no `server`'],
  [
    'an authority that is not to be used',
    { cluster: { 'certificate-authority': 'ca', 'insecure-skip-tls-verify': true } },
    '`insecure-skip-tls-verify` and a certificate authority exclude each other',
  ],
  [
    'a proxy of an unknown kind',
    { cluster: { 'proxy-url': 'ftp://proxy.test' } },
    '`proxy-url` is none of `http`, `https` and `socks5`',
  ],
  [
    'an auth provider of Google',
    { user: { 'auth-provider': { name: 'gcp' } } },
    'its user needs the auth provider `gcp`, which Kubernetes removed: the credential plugin `gke-gcloud-auth-plugin` replaces it',
  ],
  [
    'an auth provider of Azure',
    { user: { 'auth-provider': { name: 'azure' } } },
    'its user needs the auth provider `azure`, which Kubernetes removed: the credential plugin `kubelogin` replaces it',
  ],
  [
    'an auth provider of nobody',
    { user: { 'auth-provider': { name: 'mine' } } },
    'its user needs the auth provider `mine`, which nobody provides',
  ],
  [
    'an auth provider beside a plugin',
    { user: { 'auth-provider': { name: 'oidc' }, exec: { command: 'p' } } },
    'its user has both an auth provider and a plugin',
  ],
  ['two proofs', { user: { username: 'a' } }, 'its user has both a token and a password'],
  [
    'a certificate without its key',
    { user: { 'client-certificate': 'crt' } },
    'its user has a client certificate without a key',
  ],
  [
    'groups of nobody',
    { user: { 'as-groups': ['admins'] } },
    'its user has `as-uid`, `as-groups` or `as-user-extra` without `as`',
  ],
  [
    'a plugin of a removed version',
    { user: { exec: { command: 'p', apiVersion: 'client.authentication.k8s.io/v1alpha1' } } },
    'the `exec` of its user has an unknown `apiVersion`: `client.authentication.k8s.io/v1alpha1`',
  ],
  [
    'a plugin that does not say whether it asks',
    { user: { exec: { command: 'p', apiVersion: 'client.authentication.k8s.io/v1' } } },
    'the `exec` of its user has no known `interactiveMode`',
  ],
];

test.each(refused)('%s is refused in words', (_title, parts, fact) => {
  const error = errorOf(() => chooseContext(kubeconfigOf(parts), undefined));
  expect(error.code).toBe('KUBECONFIG_INVALID');
  expect(error.message).toBe(`Cannot use context \`dev\`: ${fact}`);
});

test('a field of a wrong type is named and its value is not', () => {
  const read = () => kubeconfigOf({ user: { token: { nested: 'secret-1' } } });
  expect(read).toThrow(new SyntaxError('`token` of `user` of `users` of the file is not text'));
});

test('two entries of one name in one file are an error', () => {
  const users = [{ name: 'u' }, { name: 'u' }];
  expect(() => readKubeconfig({ users }, (path) => path)).toThrow('`users` names `u` twice');
});
