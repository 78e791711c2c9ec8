import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors/codes.ts';
import { writeKubeconfig } from '../cluster/open-target.ts';
import { startScriptedServer } from '../cluster/scripted-server.ts';
import { serverCertificate } from '../cluster/test-certificates.ts';
import { startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import * as faults from '../support/faults.ts';
import { listVersions } from '../support/namespace-objects.ts';
import { runCli } from '../support/run-cli.ts';
import { runCliInTerminal } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'api-client';
let models: ServedModels;
let folder: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  await cluster.makeNamespace(namespace);
});

afterAll(async () => {
  await models?.close();
  await rm(folder, { recursive: true });
});

const deployWords = (release: string) => [
  ...['deploy', release, '--source', `${models.url}/tiny.gguf`, '--image', 'engine:1'],
  ...['-n', namespace, '--no-wait'],
];

const requestPattern = /^(GET|POST|PUT|PATCH|DELETE) https:\/\/\S+ (\d{3}|-) \d+ms$/;

test('--verbose prints each request on standard error, and the result alone elsewhere', async () => {
  const run = await runCli([...deployWords('spoken'), '-v', '-o', 'json'], cluster);
  expect(run.exitCode).toBe(0);
  const lines = run.stderr.trimEnd().split('\n');
  expect(lines.filter((line) => !requestPattern.test(line))).toEqual([]);
  const isApply = (line: string) => line.startsWith('PATCH ') && !line.includes('dryRun');
  expect(lines.filter(isApply)).toHaveLength(3);
  expect(run.events.at(-1)).toMatchObject({ type: 'result' });
  const { token } = cluster.description.admin;
  expect(run.stderr + run.stdout).not.toContain(token);
});

test('--verbose on a terminal prints plain lines, which nothing draws over', async () => {
  const args = [...deployWords('drawn'), '--verbose'];
  const { screen, exitCode } = await runCliInTerminal(args, { ...cluster, columns: 300 });
  expect(exitCode).toBe(0);
  expect(stripVTControlCharacters(screen)).toBe(screen);
  expect(screen).toMatch(/^PATCH https:\/\/\S+ 201 \d+ms\r$/m);
  expect(screen).toMatch(/^Apply: revision 1\r$/m);
});

test('`-v` alone is the version', async () => {
  const run = await runCli(['-v'], cluster);
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^llmkube\//) });
});

const warning = 'this cluster warns of every Deployment';

async function warnOfDeployments(): Promise<void> {
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicy';
  const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };
  const resourceRules = [{ ...deployments, operations: ['CREATE', 'UPDATE'] }];
  await cluster.api.ask('POST', path.replace(/y$/, 'ies'), {
    metadata: { name: namespace },
    spec: {
      matchConstraints: { resourceRules },
      validations: [{ expression: 'false', message: warning }],
    },
  });
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  await cluster.api.ask('POST', `${path}bindings`, {
    metadata: { name: namespace },
    spec: {
      policyName: namespace,
      validationActions: ['Warn'],
      matchResources: { namespaceSelector },
    },
  });
}

test('what the API server warns of is said once, though every apply brings it', async () => {
  await warnOfDeployments();
  const turns = { count: 0 };
  const run = await pollUntil({ what: 'the policy to be known', seconds: 30 }, async () => {
    turns.count += 1;
    const done = await runCli(deployWords(`warned-${turns.count}`), cluster);
    return done.stderr.includes(warning) && done;
  });
  expect(run.exitCode).toBe(0);
  expect(run.stderr.split('\n').filter((line) => line.includes(warning))).toEqual([
    expect.stringMatching(/^Warning: .*this cluster warns of every Deployment/),
  ]);
  const json = await runCli([...deployWords('warned-json'), '-o', 'json'], cluster);
  expect(json.stderr).toBe('');
  expect(json.events.filter(({ type }) => type === 'warning')).toHaveLength(1);
});

test('an authority of --ca-file is trusted, beside and without one in the kubeconfig', async () => {
  const server = await startScriptedServer((_, response) => {
    response.end(JSON.stringify({ metadata: {}, items: [] }));
  }, {});
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, serverCertificate.certificate);
  const cluster = { 'certificate-authority-data': '' };
  const kubeconfig = await writeKubeconfig(folder, server.url, { cluster });
  expect(await runCli(['list'], { kubeconfig })).toMatchObject({ exitCode: 8 });
  expect(await runCli(['list', '--ca-file', caFile], { kubeconfig })).toMatchObject({
    exitCode: 0,
  });
  const env = { LLMKUBE_CA_FILE: caFile };
  expect(await runCli(['list'], { kubeconfig, env })).toMatchObject({ exitCode: 0 });
});

test('an authority of --ca-file is added to that of the kubeconfig', async () => {
  const caFile = join(folder, 'added.pem');
  await writeFile(caFile, serverCertificate.certificate);
  const args = ['list', '-n', namespace, '--ca-file', caFile];
  expect(await runCli(args, cluster)).toMatchObject({ exitCode: 0 });
});

interface Refused {
  readonly kubeconfig: () => Promise<string>;
  readonly args?: readonly string[];
  readonly code: ErrorCode;
  readonly words: RegExp;
}

async function throughProxy(fault: faults.Fault): Promise<string> {
  const proxy = await startApiProxy(cluster, namespace);
  proxy.fail(() => true, fault, Number.POSITIVE_INFINITY);
  return proxy.kubeconfig;
}

async function withToken(token: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.kubeconfig`);
  const args = ['config', 'view', '--raw', '--flatten', '-o', 'json'];
  const content = await cluster.runKubectl(args);
  await writeFile(path, content.replaceAll(cluster.description.admin.token, token));
  return path;
}

async function written(text: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.kubeconfig`);
  await writeFile(path, text);
  return path;
}

const page = '<html><body>Service Unavailable: password=hidden</body></html>';

const refused: Readonly<Record<string, Refused>> = {
  'a token that has expired': {
    kubeconfig: () => withToken('hidden-and-expired'),
    code: 'UNAUTHENTICATED',
    words: /: the API server does not accept the credentials$/,
  },
  'a kubeconfig that is not YAML': {
    kubeconfig: () => written('users: [{name: hidden'),
    code: 'KUBECONFIG_INVALID',
    words: /^read kubeconfig `.*`: it is not YAML at line 1, column \d+$/,
  },
  'a kubeconfig of another shape': {
    kubeconfig: () => written('users: hidden'),
    code: 'KUBECONFIG_INVALID',
    words: /^read kubeconfig `.*`: `users` of the file is not a list$/,
  },
  'a page with status 500 of a proxy before the API server': {
    kubeconfig: () => throughProxy(faults.answer(500, { page })),
    code: 'CLUSTER_FAULT',
    words: /: `http:.*` answers 500, and not as a Kubernetes API server does$/,
  },
  'a login page with status 200': {
    kubeconfig: () => throughProxy(faults.answer(200, { page })),
    code: 'CLUSTER_FAULT',
    words: /: `http:.*` answers 200, and not as a Kubernetes API server does$/,
  },
  'a file of authorities that is not there': {
    kubeconfig: async () => cluster.kubeconfig,
    args: ['--ca-file', '/nonexistent.pem'],
    code: 'CA_FILE_INVALID',
    words: /^use the certificate authorities of `\/nonexistent.pem`: .*no such file/,
  },
};

test.each(Object.entries(refused))('%s is refused in one sentence', async (_title, row) => {
  const before = await listVersions(cluster, namespace);
  const args = [...deployWords('refused'), ...(row.args ?? [])];
  const kubeconfig = await row.kubeconfig();
  await expectRefusal(args, { kubeconfig }, row);
  expect((await listVersions(cluster, namespace)).filter((one) => one.includes('refused'))).toEqual(
    before.filter((one) => one.includes('refused')),
  );
});
