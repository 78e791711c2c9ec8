import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { type ServedModels, serveModels } from '../../support/serve-models.ts';

const asked = ['--local', '-o', 'json'] as const;
let models: ServedModels;
let source: string;
let bytes: number;

beforeAll(async () => {
  models = await serveModels('127.0.0.1');
  source = `${models.url}/tiny.gguf`;
  bytes = (await stat(join(models.folder, 'tiny.gguf'))).size;
});

afterAll(() => models?.close());

async function openMachine(): Promise<LocalMachine> {
  const machine = await openLocalMachine();
  onTestFinished(() => machine.close());
  models.requests.length = 0;
  models.script('/tiny.gguf', {});
  return machine;
}

const fetched = () => models.downloads();

/** The names of all that the folder of weights holds. */
async function keptBy({ home }: LocalMachine): Promise<readonly string[]> {
  const names = await readdir(join(home, '.cache/llmkube/models'), { recursive: true });
  return names
    .filter((name) => name.includes('.gguf'))
    .map((name) => name.replace(/^.*\//, ''))
    .toSorted();
}

function kill(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

test('a model of a web server is fetched once, whoever serves it and however often it starts', async () => {
  const machine = await openMachine();
  const prove = async (...words: readonly string[]) => {
    const { events } = await machine.run([...words, ...asked]);
    expect(events.at(-1), words.join(' ')).toMatchObject({ proof: { state: 'proven' } });
  };
  await prove('deploy', source);
  expect(fetched()).toMatchObject([{ status: 200, bytes }]);
  expect(await keptBy(machine)).toEqual(['tiny.gguf', 'tiny.gguf.complete']);
  await prove('deploy', 'second', '--source', source);
  await prove('restart', 'tiny');
  await prove('deploy', 'tiny', '--context-length', '256');
  kill(await machine.agents());
  kill(await machine.engines());
  await prove('wait', 'tiny');
  await prove('wait', 'second');
  expect(await machine.run(['delete', '--all', '--yes', ...asked])).toMatchObject({ exitCode: 0 });
  await prove('deploy', source);
  expect(fetched()).toHaveLength(1);
});

test.each([
  [404, /the source has no such file \(404\)/],
  [401, /the source wants a login \(401\)/],
])(
  'a source that answers %i is refused, and nothing is written or started',
  async (status, words) => {
    const machine = await openMachine();
    models.script('/tiny.gguf', { status });
    const run = await machine.run(['deploy', source, ...asked]);
    expect(run.exitCode).toBe(4);
    expect(run.events.at(-1)).toMatchObject({ error: { code: 'SOURCE_REFUSED' } });
    expect(run.stdout).toMatch(words);
    expect(await machine.agents()).toEqual([]);
    const places = [machine.state, join(machine.home, '.cache/llmkube/models')];
    expect(places.filter((place) => existsSync(place))).toEqual([]);
  },
);

test('a file that does not have the sha256 that was given is a cause, and is not kept', async () => {
  const machine = await openMachine();
  const wrong = ['--sha256', 'a'.repeat(64), '--max-restarts', '0'];
  const run = await machine.run(['deploy', source, ...wrong, ...asked]);
  expect(run.exitCode).toBe(5);
  expect(run.events.at(-1)).toMatchObject({
    error: { code: 'ROLLOUT_FAILED', facts: { cause: 'SourceWrongDigest', container: 'download' } },
  });
  expect(await machine.engines()).toEqual([]);
  expect(await keptBy(machine)).toEqual([]);
  const init = await machine.run(['logs', 'tiny', '--init', '--local']);
  expect(init.stdout).toMatch(/failed: SourceWrongDigest: the file does not have .*a{64}/);
  const sha256 = await digestOf(join(models.folder, 'tiny.gguf'));
  const right = await machine.run(['deploy', 'tiny', '--sha256', sha256, ...asked]);
  expect(right.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
});

test('a download that breaks off goes on where it ended, and the release is proven', async () => {
  const machine = await openMachine();
  // The client asks for its size and for its header, and then the agent.
  models.script('/tiny.gguf', { cutAfterBytes: 300_000, times: 3 });
  const run = await machine.run(['deploy', source, ...asked]);
  expect(run.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect(fetched()).toMatchObject([{ status: 200 }, { status: 206 }]);
  expect(fetched()[1]?.bytes).toBe(bytes - keptIn(fetched()[1]?.headers.range));
  const init = await machine.run(['logs', 'tiny', '--init', '--local']);
  expect(init.stdout).toMatch(/retry .*SourceUnreachable/);
});

test('a download is shown while it goes on, and the next agent goes on with it', async () => {
  const machine = await openMachine();
  models.script('/tiny.gguf', { stallAfterBytes: 300_000, times: 3 });
  const cli = await machine.start(['deploy', source, ...asked]);
  await pollUntil({ what: 'progress', seconds: 30 }, () => cli.said().includes('downloadProgress'));
  const status = (await machine.run(['status', 'tiny', ...asked])).events[0];
  expect(status).toMatchObject({ pods: [{ phase: 'Downloading' }] });
  kill(await machine.agents());
  const run = await cli.done;
  expect(run.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  expect(run.events.find(({ type }) => type === 'downloadProgress')).toMatchObject({
    pod: expect.stringMatching(/^tiny-/),
    total: bytes,
  });
  const phases = run.events
    .filter(({ type }) => type === 'podPhaseChanged')
    .map(({ phase }) => phase);
  expect(phases).toEqual(expect.arrayContaining(['Downloading', 'Loading']));
  expect(fetched()[1]).toMatchObject({ status: 206 });
  expect(fetched()[1]?.bytes).toBe(bytes - keptIn(fetched()[1]?.headers.range));
});

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** What a download asks for no more because it has it. */
function keptIn(range: string | undefined): number {
  const kept = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]);
  expect(kept).toBeGreaterThan(200_000);
  return kept;
}
