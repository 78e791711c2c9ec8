import type { V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { type CliRun, runCli, startCli } from '../support/run-cli.ts';
import { runCliInTerminal } from '../support/run-cli-in-terminal.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'logs';
const escapeCharacter = '\u001b';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

const llmkube = (...args: string[]) => runCli([...args, '-n', namespace], cluster);

async function deploy(release: string, ...more: string[]): Promise<void> {
  const model = ['--source', `${models.url}/tiny.gguf`, '--image', SERVER_IMAGE_NAME];
  expect(await llmkube('deploy', release, ...model, ...more)).toMatchObject({ exitCode: 0 });
}

const podPath = (name = '') => `/api/v1/namespaces/${namespace}/pods/${name}`;

/** A pod that counts as one of the release and runs a line of shell in the engine's place. */
async function addPod(release: string, name: string, line: string): Promise<void> {
  const labels = { 'cli.llmkube.dev/release': release, 'cli.llmkube.dev/component': 'server' };
  const command = ['/bin/sh', '-c', line];
  await cluster.api.ask('POST', podPath(), {
    metadata: { name, labels },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'server', image: SERVER_IMAGE_NAME, command }],
    },
  });
}

async function untilStarted(name: string): Promise<void> {
  await pollUntil({ what: `pod ${name} to run`, seconds: 40 }, async () => {
    const { status } = await cluster.api.ask<V1Pod>('GET', podPath(name));
    return status?.containerStatuses?.[0]?.state?.running !== undefined;
  });
}

async function untilWritten(text: string, ...args: string[]): Promise<CliRun> {
  return await pollUntil({ what: `${text} in the log`, seconds: 40 }, async () => {
    const run = await llmkube('logs', ...args);
    return run.stdout.includes(text) && run;
  });
}

test('the engine of a release has a log, and its download another one', async () => {
  await deploy('engine');
  const { stdout, stderr, exitCode } = await llmkube('logs', 'engine');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/server is listening|listening on/i);
  expect(stdout).not.toMatch(/^(pod\/|\d{4}-\d\d-\d\dT)/m);
  const tail = await llmkube('logs', 'engine', '--tail', '2');
  expect(tail.stdout.trimEnd().split('\n')).toHaveLength(2);
  const download = await llmkube('logs', 'engine', '--init', '-o', 'json');
  expect(download.events[0]).toEqual({
    type: 'logLine',
    pod: expect.stringMatching(/^engine-/),
    container: 'download',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    line: expect.stringContaining('llmkube-download'),
  });
  const since = await llmkube('logs', 'engine', '--since', '1h');
  expect(since.stdout).toContain(tail.stdout);
  const previous = await llmkube('logs', 'engine', '--previous');
  expect(previous).toMatchObject({ exitCode: 0, stdout: '' });
  expect(previous.stderr).toMatch(/^Warning: pod engine-\S+: server has no earlier run\n$/);
});

test('control characters reach a pipe as they are and a terminal not at all', async () => {
  await deploy('steering', '--replicas', '0', '--no-wait');
  const line = `printf '\\033[2J\\033]0;title\\007red\\033[31m\\n'; exec sleep 600`;
  await addPod('steering', 'steering', line);
  const { stdout } = await untilWritten('red', 'steering');
  expect(stdout).toBe(
    `${escapeCharacter}[2J${escapeCharacter}]0;title\u0007red${escapeCharacter}[31m\n`,
  );
  const { kubeconfig } = cluster;
  const words = ['logs', 'steering', '-n', namespace];
  const run = await runCliInTerminal(words, { kubeconfig });
  expect(run.screen).toBe(' [2J ]0;title red [31m\r\n');
  expect(run.exitCode).toBe(0);
});

test('50 MB on one line neither fill the memory nor hang', async () => {
  await deploy('endless', '--replicas', '0', '--no-wait');
  const bytes = 50 * 1024 * 1024;
  const line = `head -c ${bytes} /dev/zero | tr '\\0' x; echo; echo end; exec sleep 600`;
  await addPod('endless', 'endless', line);
  await untilWritten('end', 'endless', '--tail', '1');
  // The most memory that a process had, in kilobytes, said at its end.
  const said =
    "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";
  const options = {
    kubeconfig: cluster.kubeconfig,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(said)}` },
  };
  const peakOf = ({ stderr }: CliRun) => Number(/^peak (\d+)$/.exec(stderr)?.[1]);
  const small = await runCli(['logs', 'endless', '--tail', '1', '-n', namespace], options);
  const text = await runCli(['logs', 'endless', '-n', namespace], options);
  expect(text.stdout.length).toBe(bytes + '\nend\n'.length);
  expect(text.stdout.endsWith('xxx\nend\n')).toBe(true);
  expect(peakOf(text)).toBeLessThan(peakOf(small) + 50_000);
  const json = await runCli(['logs', 'endless', '-n', namespace, '-o', 'json'], options);
  const lines = json.events.filter(({ pod }) => pod === 'endless');
  const whole = lines.map(({ line }) => String(line).length);
  expect(whole.reduce((sum, length) => sum + length, 0)).toBe(bytes + 'end'.length);
  expect(Math.max(...whole)).toBeLessThan(256 * 1024);
  expect(lines.map(({ goesOn }) => goesOn === true).lastIndexOf(true)).toBe(lines.length - 3);
  expect(peakOf(json)).toBeLessThan(peakOf(small) + 50_000);
});

test('a followed log goes on over restarts and new pods, and Ctrl-C ends it quietly', async () => {
  await deploy('moving', '--replicas', '0', '--no-wait');
  await addPod(
    'moving',
    'first',
    'echo "first run $(cat /proc/sys/kernel/random/uuid)"; sleep 1; exit 1',
  );
  await untilStarted('first');
  const run = await startCli(['logs', 'moving', '-f', '-o', 'json', '-n', namespace], cluster);
  let ended: CliRun | undefined;
  void run.done.then((result) => {
    ended = result;
  });
  await addPod('moving', 'second', 'echo "second pod"; exec sleep 600');
  await pollUntil({ what: 'the first pod to be started again', seconds: 40 }, async () => {
    const { status } = await cluster.api.ask<V1Pod>('GET', podPath('first'));
    const [container] = status?.containerStatuses ?? [];
    return (container?.restartCount ?? 0) >= 1 && container?.state?.running === undefined;
  });
  await untilStarted('second');
  expect(ended).toBeUndefined();
  run.signal('SIGINT');
  const { exitCode, stderr, events } = await run.done;
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
  const written = events.map(({ pod, line }) => `${pod}: ${line}`);
  expect(new Set(written).size).toBe(written.length);
  expect(written.filter((text) => text.startsWith('first: first run ')).length).toBeGreaterThan(1);
  expect(written).toContain('second: second pod');
  const both = await llmkube('logs', 'moving');
  expect(both.stdout).toMatch(/^pod\/first first run /m);
  expect(both.stdout).toMatch(/^pod\/second second pod$/m);
  await untilWritten('first run ', 'moving', '--previous');
});

test('a reader that has seen enough ends it without a word', async () => {
  await deploy('cut', '--replicas', '0', '--no-wait');
  await addPod('cut', 'cut', 'while :; do echo again; sleep 0.1; done');
  await untilWritten('again', 'cut');
  const options = { kubeconfig: cluster.kubeconfig, isOutputClosed: true };
  const run = await runCli(['logs', 'cut', '-f', '-n', namespace], options);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
});
