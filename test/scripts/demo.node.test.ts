import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { type ClusterRun, listRuns, readRecord } from '../support/cluster/cluster-run.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { footprintOf, processesInside } from '../support/cluster/run-footprint.ts';

const program = path.resolve(import.meta.dirname, '../../scripts/demo.ts');

test('the demo deploys, asks, lists and deletes with commands as a user types them', async () => {
  const { stdout, stderr, exitCode } = await startDemo();
  expect(stderr).toContain('Wait until ready: 1 pod ready');
  const lines = stdout.split('\n');
  const commands = lines.filter((line) => line.startsWith('$ '));
  expect(commands.map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual([
    'llmkube deploy smollm',
    'kubectl port-forward service/smollm',
    expect.stringMatching(/^curl -s http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions$/),
    'llmkube list',
    'llmkube delete smollm',
  ]);
  expect(stdout).toContain('smollm is ready in namespace default (revision 1)');
  expect(stdout).toMatch(/^smollm +Ready +1\/1 +llamacpp /m);
  expect(stdout).toContain('smollm is deleted, 3 objects removed');
  expect(lines.at(-1)).toMatch(/^The model said: .*Paris/);
  expect(exitCode).toBe(0);
});

test.each([
  ['a cluster that is starting', 'Starting a Kubernetes cluster'],
  ['a deploy', '$ llmkube deploy'],
  ['a forward', 'Forwarding from'],
])('Ctrl-C during %s leaves nothing behind', async (_, words) => {
  const demo = startDemo();
  await untilSaid(demo, words);
  const run = await pollUntil({ what: 'the run of the demo', seconds: 30 }, () => runOf(demo));
  const sandbox = readRecord(run)?.sandbox;
  const inside = sandbox === undefined ? [] : processesInside({ run, pid: sandbox.pid });
  // A terminal sends the signal to every process of the group.
  process.kill(-(demo.pid ?? Number.NaN), 'SIGINT');
  const { exitCode } = await demo;
  expect(exitCode).toBe(130);
  expect(footprintOf(run, inside)).toEqual([]);
});

// In a process group of its own, as a shell starts what is typed.
function startDemo() {
  const demo = execa(process.execPath, [program], { detached: true, reject: false });
  onTestFinished(() => void demo.kill('SIGKILL'));
  return demo;
}

type Demo = ReturnType<typeof startDemo>;

async function untilSaid(demo: Demo, words: string): Promise<void> {
  let said = '';
  demo.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  let failed: string | undefined;
  demo.stdout.once('end', () => {
    failed = `The demo ended, having said: ${said}`;
  });
  const failure = () => failed;
  await pollUntil({ what: words, seconds: 60, failure }, () => said.includes(words));
}

function runOf({ pid }: Demo): ClusterRun | undefined {
  return listRuns().find((run) => readRecord(run)?.owner.pid === pid);
}
