import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import { defaultObserveOptions } from '../../src/actions/observe-options.ts';
import { wait } from '../../src/actions/wait.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployedBefore, inputOf, storedIn } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import type { MemoryTarget } from '../support/memory-target.ts';

const input = {
  release: 'qwen',
  id: 'qwen',
  observe: defaultObserveOptions,
  requireProof: false,
} as const;

const token = JSON.stringify({ model: 'qwen', usage: { completion_tokens: 1 } });

/** Makes the Deployment what it is when its pods are ready. */
function becomeReady(target: MemoryTarget): void {
  const deployment = target.objects.get('Deployment/qwen') as Manifest;
  const { generation } = deployment.metadata;
  const conditions = [{ type: 'Available', status: 'True' }];
  const counts = { updatedReplicas: 1, availableReplicas: 1 };
  const status = { observedGeneration: generation, ...counts, conditions };
  target.objects.set('Deployment/qwen', { ...deployment, status });
  target.answer = { kind: 'answered', status: 200, body: token };
}

test('a release that is ready is proven, and nothing is written', async () => {
  const target = await deployedBefore('engine:1');
  becomeReady(target);
  const before = storedIn(target).version;
  const ports = createPorts({ target });
  expect(await wait(input, ports)).toEqual({
    type: 'result',
    release: 'qwen',
    target: target.address,
    revision: 1,
    phase: 'Ready',
    proof: { state: 'proven', milliseconds: 0, tokens: 1 },
    endpoint: target.endpoint('qwen', { model: 'qwen', mode: 'chat' }),
  });
  const stages = ports.events.flatMap((event) => ('stage' in event ? event.stage : []));
  expect(stages).toEqual(['observe', 'observe', 'prove', 'prove']);
  expect(storedIn(target).version).toBe(before);
});

test('a revision that a later one has replaced is not waited for', async () => {
  const target = await deployedBefore('engine:1');
  await deploy(inputOf('engine:2'), createPorts({ target }));
  const error = await rejectionOf(wait({ ...input, revision: 1 }, createPorts({ target })));
  expect(error.code).toBe('RELEASE_SUPERSEDED');
  expect(error.message).toBe('Cannot wait for revision 1 of `qwen`: revision 2 has replaced it');
});

test('a revision that nobody is making is an error and no wait for ever', async () => {
  const target = await deployedBefore('engine:1');
  const error = await rejectionOf(wait({ ...input, revision: 2 }, createPorts({ target })));
  expect(error).toMatchObject({ code: 'REVISION_NOT_FOUND', exitCode: 9 });
});

test('a deploy that is still writing is let finish first', async () => {
  const target = await deployedBefore('engine:1');
  const { record, version } = storedIn(target);
  const pending = {
    operation: 'o',
    holder: 'bob@there',
    process: 1,
    startedAt: '',
    kind: 'deploy',
  };
  target.records.set('qwen', {
    version,
    record: { ...record, state: { ...record.state, pending } },
  });
  const ports = createPorts({ target });
  const late: typeof ports = {
    ...ports,
    clock: {
      ...ports.clock,
      sleep: async () => {
        const state = { ...record.state, revision: 2 };
        target.records.set('qwen', { version: 'next', record: { ...record, state } });
        becomeReady(target);
      },
    },
  };
  expect(await wait({ ...input, revision: 2 }, late)).toMatchObject({ revision: 2 });
  expect(ports.events).toContainEqual({ type: 'lockAwaited', holder: 'bob@there (process 1)' });
});

test('who waits for the newest goes on to the revision that replaces it', async () => {
  const target = await deployedBefore('engine:1');
  becomeReady(target);
  let reads = 0;
  const moving: MemoryTarget = {
    ...target,
    answer: target.answer,
    readRecord: async (release) => {
      reads += 1;
      if (reads === 2) {
        await deploy(inputOf('engine:2'), createPorts({ target }));
        becomeReady(target);
      }
      return target.readRecord(release);
    },
  };
  expect(await wait(input, createPorts({ target: moving }))).toMatchObject({ revision: 2 });
});

test('who waits for one revision hears at once that another one is rolled out', async () => {
  const target = await deployedBefore('engine:1');
  const ports = createPorts({ target });
  const moving: MemoryTarget = {
    ...target,
    facts: async function* (release, signal) {
      await deploy(inputOf('engine:2'), createPorts({ target }));
      yield* target.facts(release, signal);
    },
  };
  const error = await rejectionOf(wait({ ...input, revision: 1 }, { ...ports, target: moving }));
  expect(error).toMatchObject({ code: 'RELEASE_SUPERSEDED', exitCode: 7 });
});

test('a Deployment that was deleted is told at once', async () => {
  const target = await deployedBefore('engine:1');
  target.objects.delete('Deployment/qwen');
  const error = await rejectionOf(wait(input, createPorts({ target })));
  expect(error).toMatchObject({ code: 'ROLLOUT_FAILED', facts: { cause: 'DeploymentMissing' } });
});

test('no such release, and a third spelling of one, are not found', async () => {
  const target = await deployedBefore('engine:1');
  for (const named of [
    { release: 'other', id: 'other' },
    { release: 'qwen', id: 'Qwen_' },
  ]) {
    const error = await rejectionOf(wait({ ...input, ...named }, createPorts({ target })));
    expect(error.code).toBe('RELEASE_NOT_FOUND');
  }
});
