import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
});

afterAll(() => models?.close());

const deploy = (name: string) => [
  ...['deploy', name, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1', '--no-wait'],
];

interface RefusalDocument {
  readonly code: string;
  readonly suggestions: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What a refused run says in both of its forms. */
interface Refused {
  readonly check: string;
  readonly grant: string;
  readonly verb: string;
  readonly resource: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

function refusalOf({ exitCode, events }: CliRun): Refused {
  expect(exitCode).toBe(8);
  const error = events.at(-1)?.error as RefusalDocument;
  const { code, facts, suggestions } = error;
  expect(code).toBe('FORBIDDEN');
  const [check = '', grant = ''] = suggestions;
  expect(check).toMatch(/^kubectl auth can-i /);
  return { check, grant, facts, verb: String(facts.verb), resource: String(facts.resource) };
}

// Pasted into a shell, as the administrator does who was asked for the permission.
async function paste(line: string): Promise<string> {
  const env = { PATH: `${path.dirname(cluster.kubectl)}:/usr/bin:/bin`, HOME: cluster.folder };
  const options = { env: { ...env, KUBECONFIG: cluster.kubeconfig }, extendEnv: false };
  return (await execa('/bin/sh', ['-c', line], options)).stdout;
}

// Runs until nothing is missing, pasting what each refusal prints.
async function grantUntilDone(args: readonly string[], kubeconfig: string): Promise<string[]> {
  const granted: string[] = [];
  for (;;) {
    const run = await runCli([...args, '-o', 'json'], { kubeconfig });
    if (run.exitCode === 0) return granted;
    const { grant, verb, resource } = refusalOf(run);
    // The same twice would mean that the line did not give what it says.
    expect(granted).not.toContain(`${verb} ${resource}`);
    await paste(grant);
    granted.push(`${verb} ${resource}`);
  }
}

test('who may only read is told each missing permission in a line that grants just that', async () => {
  const namespace = 'missing-permission';
  const kubeconfig = await cluster.makeUser({ name: 'viewer', namespace, role: 'view' });
  const deployed = await grantUntilDone(deploy('mine'), kubeconfig);
  expect(deployed.sort()).toEqual([
    'create configmaps',
    'create deployments',
    'create persistentvolumeclaims',
    'create services',
    'patch deployments',
    'patch persistentvolumeclaims',
    'patch services',
    'update configmaps',
  ]);
  const removed = await grantUntilDone(['delete', 'mine', '--data', '--yes'], kubeconfig);
  expect(removed.sort()).toEqual([
    'delete configmaps',
    'delete deployments',
    'delete persistentvolumeclaims',
    'delete services',
  ]);
});

test('people see the line too, and it can be typed once for each user', async () => {
  const namespace = 'missing-permission-two';
  const users = await Promise.all(
    ['ann', 'bob'].map((name) => cluster.makeUser({ name, namespace, role: 'view' })),
  );
  for (const kubeconfig of users) {
    const { grant, check } = refusalOf(
      await runCli([...deploy('a'), '-o', 'json'], { kubeconfig }),
    );
    const { stderr } = await runCli(deploy('a'), { kubeconfig });
    expect(stderr).toContain(`\nCode: FORBIDDEN\nTry this:\n  ${check}\n  ${grant}\n`);
    await paste(grant);
  }
});

test('a user of one namespace is told the rule of the whole cluster that making another needs', async () => {
  const [namespace, other] = ['missing-permission-own', 'missing-permission-new'];
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  const words = [...deploy('a'), '-n', other, '--create-namespace', '-o', 'json'];
  const first = refusalOf(await runCli(words, { kubeconfig }));
  expect(first).toMatchObject({ verb: 'create', resource: 'namespaces' });
  expect(first.check).toBe('kubectl auth can-i create namespaces --all-namespaces');
  expect(first.grant).toMatch(
    /^kubectl create clusterrole .* && kubectl create clusterrolebinding /,
  );
  expect(first.facts.alsoRefused).toMatchObject([expect.stringContaining('may not `get`')]);
  await paste(first.grant);
  // It is made now, and is not one of hers yet.
  const second = refusalOf(await runCli(words, { kubeconfig }));
  expect(second).toMatchObject({ verb: 'get', resource: 'configmaps' });
  await paste(
    `kubectl create rolebinding ann --clusterrole=edit --serviceaccount=test-users:${namespace}-ann -n ${other}`,
  );
  expect(await runCli(words, { kubeconfig })).toMatchObject({ exitCode: 0 });
});
