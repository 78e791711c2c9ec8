import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { expectRefusal } from '../support/expect-refusal.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'recycle';
let models: ServedModels;
let kubeconfig: string;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  kubeconfig = await cluster.makeUser({ name: 'ann', namespace, role: 'edit' });
});

afterAll(() => models?.close());

const weekly = 'rollout.recycle={"schedule":"0 4 * * SUN","serviceAccount":"default"}';

const wordsOf = (release: string, ...more: string[]) => [
  ...['deploy', release, '-n', namespace, '--no-wait', '--source', `${models.url}/tiny.gguf`],
  ...['--image', 'e:1', '--cache', 'none', ...more],
];

async function changesOf(release: string, ...more: string[]): Promise<readonly unknown[]> {
  const words = [...wordsOf(release, ...more), '-o', 'json'];
  const { events, exitCode, stdout } = await runCli(words, { kubeconfig });
  expect(exitCode, stdout).toBe(0);
  const changes = (events.at(-1)?.changes ?? []) as readonly Record<string, string>[];
  return changes
    .filter(({ action }) => action !== 'unchanged')
    .map(({ action, object = '' }) => `${action} ${object.split(' ')[0]}`)
    .filter((line) => !/ (Service|Deployment)$/.test(line))
    .toSorted();
}

async function made(release: string): Promise<readonly string[]> {
  const words = ['-n', namespace, 'get', 'cronjobs', '-o', 'name'];
  const selector = ['-l', `cli.llmkube.dev/release=${release}`];
  const names = await cluster.runKubectl([...words, ...selector]);
  return names.split('\n').filter((line) => line !== '');
}

test('what replaces pods by the clock is made, changed and left alone like all of a release', async () => {
  expect(await changesOf('weekly', '--set', weekly, '--dry-run')).toEqual(['create CronJob']);
  expect(await made('weekly')).toEqual([]);
  expect(await changesOf('weekly', '--set', weekly)).toEqual(['create CronJob']);
  expect(await made('weekly')).toEqual(['cronjob.batch/weekly-recycle']);
  expect(await changesOf('weekly', '--set', weekly)).toEqual([]);
  const daily = weekly.replace('SUN', '*');
  expect(await changesOf('weekly', '--set', daily)).toEqual(['update CronJob']);
});

test('it goes with its field, and with its release', async () => {
  await changesOf('brief', '--set', weekly);
  await changesOf('brief', '--set', 'rollout.recycle=null');
  expect(await made('brief')).toEqual([]);
  await changesOf('brief', '--set', weekly);
  expect(await runCli(['delete', 'brief', '-n', namespace], { kubeconfig })).toMatchObject({
    exitCode: 0,
  });
  expect(await made('brief')).toEqual([]);
});

test('an account that is missing is refused with how to make it, and a zone that is none too', async () => {
  const asked = (recycle: string) => wordsOf('never', '--set', `rollout.recycle=${recycle}`);
  await expectRefusal(
    asked('{"schedule":"0 4 * * *","serviceAccount":"nobody"}'),
    { kubeconfig },
    {
      code: 'REFERENCE_NOT_FOUND',
      words: /^use ServiceAccount recycle\/nobody: it does not exist/,
    },
  );
  await expectRefusal(
    asked('{"schedule":"0 4 * * *","serviceAccount":"default","timeZone":"Europe/Nowhere"}'),
    { kubeconfig },
    { code: 'OBJECT_REJECTED', words: /timeZone/ },
  );
  expect(await made('never')).toEqual([]);
});
