import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAccess } from '../../../src/cluster/kubeconfig/access.ts';
import { chooseContext } from '../../../src/cluster/kubeconfig/choose-context.ts';
import { loadKubeconfig } from '../../../src/cluster/kubeconfig/load-kubeconfig.ts';
import { openCluster } from '../../../src/cluster/open-cluster.ts';
import { LlmkubeError } from '../../../src/errors/llmkube-error.ts';
import { joinCluster } from '../../support/cluster/join-cluster.ts';

const cluster = joinCluster();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  await mkdir(join(folder, 'keys'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
});

afterAll(() => rm(folder, { recursive: true }));

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';
const encoded = Buffer.from(pem).toString('base64');

const files: Readonly<Record<string, string>> = {
  'keys/ca.pem': pem,
  'keys/client.pem': pem,
  first: `
current-context: one
clusters:
- {name: c, cluster: {server: 'https://first.test', certificate-authority: keys/ca.pem}}
users:
- {name: u, user: {token: first-token}}
contexts:
- {name: one, context: {cluster: c, user: u, namespace: shop}}
`,
  second: `
apiVersion: v1
kind: Config
current-context: two
clusters:
- {name: c, cluster: {server: 'https://second.test'}}
- {name: d, cluster: {server: 'https://d.test', insecure-skip-tls-verify: yes, tls-server-name: other.test, proxy-url: 'socks5://proxy.test:1080'}}
users:
- {name: u, user: {token: second-token}}
- {name: v, user: {client-certificate: keys/client.pem, client-key-data: ${encoded}, as: bob, as-groups: [g], as-user-extra: {k: [x]}}}
- {name: w, user: {username: ann, password: word, tokenFile: keys/token}}
contexts:
- {name: one, context: {cluster: d, user: v}}
- {name: two, context: {cluster: d, user: v}}
- {name: three, context: {cluster: c, user: w, namespace: ''}}
`,
  contextless: `clusters: [{name: e, cluster: {server: 'https://e.test'}}]\nusers: null\n`,
  empty: '',
  json: JSON.stringify({
    'current-context': 'j',
    clusters: [
      { name: 'j', cluster: { server: 'https://j.test', 'certificate-authority-data': encoded } },
    ],
    users: [{ name: 'j', user: {} }],
    contexts: [{ name: 'j', context: { cluster: 'j', user: 'j' } }],
  }),
};

interface Case {
  readonly list: readonly string[];
  readonly context?: string;
}

const cases: readonly (readonly [string, Case])[] = [
  ['one file', { list: ['first'] }],
  ['two files, whose first wins by name', { list: ['first', 'second'] }],
  ['two files the other way round', { list: ['second', 'first'] }],
  ['another context than the current one', { list: ['first', 'second'], context: 'two' }],
  [
    'an entry of the first file for a context of the second',
    { list: ['first', 'second'], context: 'three' },
  ],
  ['a missing file and an empty one among others', { list: ['missing', 'empty', 'first'] }],
  ['a file that has no current context before one that has', { list: ['contextless', 'second'] }],
  ['a file named twice', { list: ['first', 'first'] }],
  ['a file in JSON', { list: ['json'] }],
];

/** What `kubectl config view` shows, from our own reading of the same files. */
async function viewOurs({ list, context }: Case) {
  const environment = environmentOf(list);
  const place = { explicitPath: undefined, environment, home: folder };
  const chosen = chooseContext((await loadKubeconfig(place)).kubeconfig, context);
  if (chosen === undefined) throw new Error('no context was chosen');
  const access = await readAccess(chosen, chosen.namespace);
  const { user, tls } = access;
  return {
    context: chosen.name,
    namespace: chosen.namespace,
    server: access.origin,
    authority: tls.authority ?? '',
    skipsVerification: tls.skipsVerification,
    serverName: tls.serverName,
    proxyUrl: access.proxyUrl,
    token: user.token,
    tokenFile: user.tokenFile,
    certificate: access.certificate?.certificate ?? '',
    key: access.certificate?.key ?? '',
    basic: [user.username, user.password],
    as: [user.impersonation.user, user.impersonation.groups, [...user.impersonation.extra]],
  };
}

async function viewByKubectl({ list, context }: Case) {
  const flags = context === undefined ? [] : [`--context=${context}`];
  const args = ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json', ...flags];
  const { stdout } = await execa(cluster.kubectl, args, { env: environmentOf(list) });
  const shown = JSON.parse(stdout);
  const [{ cluster: server }, { user }] = [shown.clusters[0], shown.users[0]];
  const decode = (text = '') => Buffer.from(text, 'base64').toString();
  return {
    context: shown['current-context'],
    namespace: shown.contexts[0].context.namespace ?? '',
    server: server.server,
    authority: decode(server['certificate-authority-data']),
    skipsVerification: server['insecure-skip-tls-verify'] ?? false,
    serverName: server['tls-server-name'] ?? '',
    proxyUrl: server['proxy-url'] ?? '',
    token: user.token ?? '',
    // This command alone leaves the path as it is written.
    tokenFile: user.tokenFile === undefined ? '' : join(folder, user.tokenFile),
    certificate: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
    basic: [user.username ?? '', user.password ?? ''],
    as: [user.as ?? '', user['as-groups'] ?? [], Object.entries(user['as-user-extra'] ?? {})],
  };
}

function environmentOf(list: readonly string[]): Record<string, string> {
  return { KUBECONFIG: list.map((name) => join(folder, name)).join(delimiter) };
}

test.each(cases)('kubectl reads %s the same way', async (_title, one) => {
  expect(await viewOurs(one)).toEqual(await viewByKubectl(one));
});

const server = 'https://127.0.0.1:1';
const sound = {
  'current-context': 'x',
  clusters: [{ name: 'c', cluster: { server } }],
  users: [{ name: 'u', user: { token: 'a' } as object }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } as object }],
};

function withUser(user: object) {
  return { ...sound, users: [{ name: 'u', user }] };
}

function withCluster(more: object) {
  return { ...sound, clusters: [{ name: 'c', cluster: { server, ...more } }] };
}

const plugin = { command: 'true', apiVersion: 'client.authentication.k8s.io/v1' };

const judged: readonly (readonly [string, object])[] = [
  ['a sound file', sound],
  ['an unknown current context', { ...sound, 'current-context': 'y' }],
  ['a cluster without a server', { ...sound, clusters: [{ name: 'c', cluster: {} }] }],
  ['a missing authority', withCluster({ 'certificate-authority': '/nonexistent' })],
  [
    'an authority and no verification',
    withCluster({ 'certificate-authority-data': encoded, 'insecure-skip-tls-verify': true }),
  ],
  ['a proxy of an unknown kind', withCluster({ 'proxy-url': 'ftp://x' })],
  ['a token and a password', withUser({ token: 'a', username: 'b' })],
  ['a number as a token', withUser({ token: 1 })],
  ['a certificate without a key', withUser({ 'client-certificate-data': encoded })],
  ['groups without a user', withUser({ 'as-groups': ['a'] })],
  ['a missing token file', withUser({ tokenFile: '/nonexistent' })],
  ['a plugin without an interactive mode', withUser({ exec: plugin })],
  [
    'a plugin of a removed version',
    withUser({
      exec: {
        ...plugin,
        apiVersion: 'client.authentication.k8s.io/v1alpha1',
        interactiveMode: 'Never',
      },
    }),
  ],
  [
    'a plugin without a command',
    withUser({ exec: { ...plugin, command: '', interactiveMode: 'Never' } }),
  ],
  ['a name twice in one file', { ...sound, users: [{ name: 'u' }, { name: 'u' }] }],
  ['a list that is none', { ...sound, users: 'u' }],
];

async function canOpen(kubeconfig: string): Promise<boolean> {
  try {
    const target = await openCluster({ kubeconfig, environment: {}, home: folder, version: '0' });
    await target.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof LlmkubeError) return false;
    throw thrown;
  }
}

test.each(judged)('kubectl and we agree whether %s can be used', async (title, content) => {
  const path = join(folder, `judged-${title.replaceAll(' ', '-')}`);
  await writeFile(path, JSON.stringify(content));
  const args = ['get', '--raw=/', `--kubeconfig=${path}`];
  const byKubectl = await execa(cluster.kubectl, args, {
    reject: false,
    stdin: 'ignore',
    env: { HOME: folder },
  });
  const ours = await canOpen(path);
  // Whoever accepts the file gets as far as the server, where nothing listens.
  expect(ours, byKubectl.stderr).toBe(byKubectl.stderr.includes('127.0.0.1:1'));
});
