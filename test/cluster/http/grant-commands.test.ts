import { expect, test } from 'vitest';
import { grantCommands } from '../../../src/cluster/http/grant-commands.ts';

const denial = { user: 'jane', verb: 'list', resource: 'pods', group: '', namespace: 'team' };

test('a part of a resource is checked and granted as that part', () => {
  expect(grantCommands({ ...denial, verb: 'create', resource: 'services/proxy' })).toEqual([
    'kubectl auth can-i create services --subresource=proxy --namespace team',
    'kubectl create role llmkube:create:services-proxy:jane --verb=create --resource=services/proxy --namespace=team' +
      ' && kubectl create rolebinding llmkube:create:services-proxy:jane --role=llmkube:create:services-proxy:jane --user=jane --namespace=team',
  ]);
});

test('a permission on the whole cluster is granted on the whole cluster', () => {
  const cluster = { ...denial, resource: 'deployments', group: 'apps', namespace: '' };
  expect(grantCommands(cluster)).toEqual([
    'kubectl auth can-i list deployments.apps --all-namespaces',
    'kubectl create clusterrole llmkube:list:deployments.apps:jane --verb=list --resource=deployments.apps' +
      ' && kubectl create clusterrolebinding llmkube:list:deployments.apps:jane --clusterrole=llmkube:list:deployments.apps:jane --user=jane',
  ]);
});

test.each([
  ['system:serviceaccount:team:ci', ' --serviceaccount=team:ci '],
  ["oidc:O'Hara <o@x>/1", ` --user='oidc:O'\\''Hara <o@x>/1' `],
])('the line that grants a permission to %s is one for a shell', (user, subject) => {
  const [, line = ''] = grantCommands({ ...denial, user });
  expect(line).toContain(subject);
  expect(line.replaceAll(/'(?:[^']|'\\'')*'/g, '')).not.toMatch(/[<>/]/);
});

test('nobody is told to grant something to everybody', () => {
  expect(grantCommands({ ...denial, user: 'system:anonymous' })).toHaveLength(1);
});
