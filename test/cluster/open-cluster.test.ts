import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rejectionOf } from '../support/error-of.ts';
import { openTarget, writeKubeconfig } from './open-target.ts';
import { startScriptedServer } from './scripted-server.ts';

const nowhere = { kubeconfig: undefined, home: '/nonexistent', environment: {} };

test('no kubeconfig at all ends with what to do about it', async () => {
  const error = await rejectionOf(openTarget('', nowhere));
  expect(error.code).toBe('NO_TARGET');
  expect(error.exitCode).toBe(8);
  expect(error.message).toBe('Cannot find a cluster: no kubeconfig at `/nonexistent/.kube/config`');
  expect(error.suggestions[0]).toBe('export KUBECONFIG=FILE');
});

test('a kubeconfig that is asked for must exist', async () => {
  const error = await rejectionOf(openTarget('/nonexistent/file'));
  expect(error.code).toBe('KUBECONFIG_INVALID');
  expect(error.message).toBe('Cannot read kubeconfig `/nonexistent/file`: there is no such file');
});

test('a kubeconfig without a current context offers the contexts it has', async () => {
  const { folder } = await startScriptedServer(() => {});
  const path = join(folder, 'config');
  await writeFile(path, JSON.stringify({ contexts: [{ name: 'one' }, { name: 'two' }] }));
  const error = await rejectionOf(openTarget(path));
  expect(error.code).toBe('NO_TARGET');
  expect(error.suggestions).toEqual(['--context one', '--context two']);
});

test('a kubeconfig that is not YAML is named with the place and never quoted', async () => {
  const { folder } = await startScriptedServer(() => {});
  const path = join(folder, 'config');
  await writeFile(path, 'users:\n- token: [secret-1\n');
  const error = await rejectionOf(openTarget(path));
  expect(error.code).toBe('KUBECONFIG_INVALID');
  expect(error.message).toMatch(/it is not YAML at line \d+, column \d+$/);
  expect(JSON.stringify(error)).not.toContain('secret-1');
});

test('a namespace that is asked for beats the context’s, and `default` is the last resort', async () => {
  const { folder, url } = await startScriptedServer(() => {});
  const kubeconfig = await writeKubeconfig(folder, url);
  expect((await openTarget(kubeconfig)).address).toEqual({
    kind: 'cluster',
    context: 'dev',
    namespace: 'default',
  });
  const asked = await openTarget(kubeconfig, { namespace: 'shop' });
  expect(asked.address.namespace).toBe('shop');
});

test('a pod without a kubeconfig uses its own service account and namespace', async () => {
  const { folder } = await startScriptedServer(() => {});
  const account = join(folder, 'account');
  await mkdir(account);
  await writeFile(join(account, 'token'), 'token-1');
  await writeFile(join(account, 'namespace'), 'team\n');
  const environment = { KUBERNETES_SERVICE_HOST: '::1', KUBERNETES_SERVICE_PORT: '1' };
  const options = { ...nowhere, environment, serviceAccountFolder: account };
  const target = await openTarget('', options);
  expect(target.address).toEqual({ kind: 'cluster', namespace: 'team' });
  const error = await rejectionOf(target.listReleases('target'));
  expect(error.message).toContain('`https://[::1]:1`');
});
