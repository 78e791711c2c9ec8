import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { V1ConfigMap } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { asJson, everyCommand } from '../support/every-command.ts';
import { listIdentities } from '../support/namespace-objects.ts';
import {
  makeSecretUsers,
  type Planted,
  type SecretUser,
  secretsIn,
} from '../support/planted-secrets.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';
import { takePort } from '../support/take-port.ts';
import { watchProcesses } from '../support/watch-processes.ts';

const cluster = joinCluster();
const namespace = 'secrets';
const planted: Planted[] = [];
let folder: string;
let models: ServedModels;
let users: { readonly working: readonly SecretUser[]; readonly failing: readonly SecretUser[] };
let environment: Readonly<Record<string, string>>;

function plant(where: string, value = `canary-${randomBytes(12).toString('hex')}`): string {
  planted.push({ where, value });
  return value;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  models = await serveModels('127.0.0.1');
  models.script('/gated.gguf', { status: 401 });
  const kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
  const deadServer = `http://127.0.0.1:${await takePort()}`;
  const options = { folder: path.join(folder, 'users'), kubeconfig, plant, deadServer };
  users = await makeSecretUsers(options);
  const [home, temporary] = [path.join(folder, 'home'), path.join(folder, 'tmp')];
  await Promise.all([mkdir(home), mkdir(temporary)]);
  environment = {
    HOME: home,
    TMPDIR: temporary,
    HF_TOKEN: plant('HF_TOKEN'),
    HUGGING_FACE_HUB_TOKEN: plant('HUGGING_FACE_HUB_TOKEN'),
    MY_PASSWORD: plant('MY_PASSWORD'),
  };
  const path_ = `/api/v1/namespaces/${namespace}/secrets`;
  const stringData = { token: plant('the Secret') };
  await cluster.api.ask('POST', path_, { metadata: { name: 'hub' }, stringData });
});

afterAll(async () => {
  await models?.close();
  await rm(folder, { recursive: true, force: true });
});

const llmkube = (args: readonly string[], { kubeconfig }: Pick<SecretUser, 'kubeconfig'>) =>
  runCli(args, { kubeconfig, env: environment });

// In the form for people, in the one for machines, and with everything that can be shown.
const formsFor = (words: readonly string[]) => [
  words,
  [...words, '-v'],
  asJson(words),
  [...asJson(words), '-v'],
];

function expectNothing(what: string, text: string): void {
  expect(secretsIn(text, planted), `secrets in ${what}:\n${text}`).toEqual([]);
}

function expectSilence(args: readonly string[], { stdout, stderr }: CliRun): void {
  expectNothing(args.join(' '), `${stdout}\n${stderr}`);
}

const release = 'guarded';
const words = () =>
  everyCommand({
    release,
    source: `${models.url}/tiny.gguf`,
    image: 'engine:1',
    patience: '1s',
    tokenSecret: { name: 'hub', key: 'token' },
  });

test.each([0, 1])(
  'no command that works shows or keeps a secret: way to log in %d',
  async (index) => {
    const user = users.working[index] as SecretUser;
    const watch = watchProcesses();
    for (const args of words()) {
      if (args.join(' ').startsWith(`delete ${release}`)) await expectCleanNamespace();
      // What is printed does not differ by the way to log in, so the second gets the fullest forms.
      for (const form of formsFor(args).filter((one) => index === 0 || one.includes('-v'))) {
        const run = await llmkube(form, user);
        expect(run.exitCode, `${form.join(' ')}: ${run.stderr}${run.stdout}`).not.toBe(1);
        expectSilence(form, run);
      }
    }
    await watch.stop();
    expect(watch.commandLines.size).toBeGreaterThan(10);
    expectNothing('the list of processes', [...watch.commandLines].join('\n'));
    await expectCleanFiles();
  },
  180_000,
);

test('no command that fails shows or keeps a secret', async () => {
  const watch = watchProcesses();
  const pairs = users.failing.flatMap((user) =>
    [...new Map(words().map((args) => [args[0], args])).values()].map((args) => ({ user, args })),
  );
  await inFours(pairs, async ({ user, args }) => {
    for (const form of [[...args, '-v'], asJson(args)]) {
      const run = await llmkube(form, user);
      expect(run.exitCode, `${user.title}: ${form.join(' ')}`).toBe(8);
      expectSilence([user.title, ...form], run);
    }
  });
  await watch.stop();
  expectNothing('the list of processes', [...watch.commandLines].join('\n'));
  await expectCleanFiles();
}, 180_000);

// These come by arguments, where everybody may read them; nothing carries them further.
test.each([
  ['https://ann:SECRET@models.test/m.gguf', 'INVALID_SOURCE'],
  ['https://models.test/m.gguf?token=SECRET', 'INVALID_SOURCE'],
  ['https://models.test/m.gguf?X-Amz-Signature=SECRET', 'INVALID_SOURCE'],
  ['s3://ann:SECRET@bucket/m.gguf', 'INVALID_SOURCE'],
])('a source with a secret in it is refused without repeating it: %s', async (source, code) => {
  const url = source.replace('SECRET', plant(`the source ${source}`));
  const [user] = users.working;
  for (const args of [
    ['deploy', 'refused', '--source', url, '--image', 'engine:1'],
    ['deploy', url, '--image', 'engine:1'],
    ['status', url],
  ]) {
    for (const form of formsFor(args)) {
      const run = await llmkube(form, user as SecretUser);
      expect(run.exitCode).toBe(2);
      expectSilence(form, run);
      if (args[1] === 'refused') expect(`${run.stdout}${run.stderr}`).toContain(code);
    }
  }
  expect((await listIdentities(cluster, namespace)).join()).not.toContain('refused');
});

test('a source that wants a login is refused without a word of the tokens at hand', async () => {
  const source = `${models.url}/gated.gguf`;
  const args = ['deploy', 'gated', '--source', source, '--image', 'engine:1'];
  for (const form of formsFor(args)) {
    const run = await llmkube(form, users.working[0] as SecretUser);
    expect(run.exitCode).toBe(4);
    expectSilence(form, run);
  }
  // Whoever serves some other address gets no token that was meant for a hub.
  expectNothing('requests to the source', JSON.stringify(models.requests));
});

test('help tells nothing of the environment', async () => {
  const commands = [...new Set(words().map(([command = '']) => command))];
  for (const args of [['--help'], ['--version'], ...commands.map((id) => [id, '--help'])]) {
    expectSilence(args, await llmkube(args, users.working[0] as SecretUser));
  }
});

// Events too, and the revisions of the record unpacked; the planted Secret is where it belongs.
async function expectCleanNamespace(): Promise<void> {
  const types = await cluster.runKubectl([
    'api-resources',
    '--verbs=list',
    '--namespaced',
    '-oname',
  ]);
  const wanted = types.split('\n').filter((name) => name !== '' && name !== 'secrets');
  expect(wanted).toEqual(expect.arrayContaining(['configmaps', 'events', 'pods']));
  const everything = ['get', wanted.join(','), '-n', namespace, '-o', 'json'];
  const text = await cluster.runKubectl(everything);
  // The reference to the Secret is there, and not what is in it.
  expect(text).toContain('\\"hub\\"');
  expectNothing('the namespace', text);
  const { items } = JSON.parse(text) as { items: readonly V1ConfigMap[] };
  const packed = items.flatMap(({ binaryData = {} }) => Object.values(binaryData));
  expect(packed.length).toBeGreaterThan(0);
  for (const part of packed) {
    expectNothing('a revision', gunzipSync(Buffer.from(part, 'base64')).toString());
  }
  const secrets = ['get', 'secrets', '-n', namespace, '-o', 'name'];
  expect((await cluster.runKubectl(secrets)).trim()).toBe('secret/hub');
}

// All that the program may have written to, but the kubeconfigs that were planted.
async function expectCleanFiles(): Promise<void> {
  for (const place of ['home', 'tmp']) {
    const found = await readdir(path.join(folder, place), { recursive: true, withFileTypes: true });
    for (const entry of found.filter((one) => one.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      expectNothing(file, await readFile(file, 'latin1'));
    }
  }
}

async function inFours<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
