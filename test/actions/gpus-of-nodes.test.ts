import { expect, test } from 'vitest';
import { deploy } from '../../src/actions/deploy.ts';
import type { ClusterProfile } from '../../src/core/profile/cluster-profile.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { createPorts } from '../support/action-ports.ts';
import { deployWith, headerReader, resolvedIn, warningsOf } from '../support/deploy-of-shape.ts';
import { inputOf } from '../support/deployed-release.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const gpuNode = (name: string, mebibytes: number) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'nvidia.com/gpu.memory': String(mebibytes) } },
  status: { allocatable: { 'nvidia.com/gpu': '2', memory: '64Gi' } },
});

test('without a word the smallest GPU of the nodes that a pod may land on counts', async () => {
  const asked: object[] = [];
  const nodes = async (labels: object) => {
    asked.push(labels);
    return [gpuNode('large', 81_920), gpuNode('small', 24_576)];
  };
  const target = { ...createMemoryTarget(), nodes };
  const ports = createPorts({ target, readHeader: headerReader('qwen3-8b').readHeader });
  const pod = { nodeSelector: { pool: 'gpus' } };
  await deployWith({ hardware: { gpus: 1 }, pod }, ports);
  expect(asked).toEqual([{ pool: 'gpus' }]);
  expect(resolvedIn(ports).fit?.places[0]).toMatchObject({ limitBytes: 23 * 1024 ** 3 });
  expect(warningsOf(ports)).toEqual([]);
});

test('who may not read nodes is served, from a profile or without the check', async () => {
  const nodes = async () => {
    throw new LlmkubeError('FORBIDDEN', 'you may not list nodes');
  };
  const { readHeader } = headerReader('qwen3-8b');
  const ports = createPorts({ target: { ...createMemoryTarget(), nodes }, readHeader });
  await deployWith({ hardware: { gpus: 1 } }, ports);
  expect(warningsOf(ports)).toEqual([expect.stringContaining('say --gpu-memory')]);
  const memoryEach = 24 * 1024 ** 3;
  const devices = [{ resource: 'nvidia.com/gpu', nodes: 1, mostPerNode: 1, memoryEach }];
  const profile: ClusterProfile = {
    apiVersion: 'cli.llmkube.dev/v1beta1',
    kind: 'ClusterProfile',
    kubernetes: 'v1.37.2',
    devices,
  };
  const known = createPorts({ target: { ...createMemoryTarget(), nodes }, readHeader });
  const input = inputOf('engine:1');
  const given = { ...input.given, hardware: { gpus: 1 } };
  await deploy({ ...input, given, profile }, known);
  expect(warningsOf(known)).toEqual([]);
  expect(resolvedIn(known).fit?.places[0]).toMatchObject({ limitBytes: 23 * 1024 ** 3 });
});

test('nodes that a selector names count before a profile, which is of all', async () => {
  const nodes = async () => [
    gpuNode('large', 81_920),
    { ...gpuNode('cordoned', 8192), spec: { unschedulable: true } },
    { ...gpuNode('of others', 8192), spec: { taints: [{ key: 'team', effect: 'NoSchedule' }] } },
  ];
  const { readHeader } = headerReader('qwen3-32b');
  const ports = createPorts({ target: { ...createMemoryTarget(), nodes }, readHeader });
  const profile: ClusterProfile = {
    ...{ apiVersion: 'cli.llmkube.dev/v1beta1', kind: 'ClusterProfile', kubernetes: 'v1.37.2' },
    devices: [{ resource: 'nvidia.com/gpu', nodes: 2, mostPerNode: 1, memoryEach: 8 * 1024 ** 3 }],
  };
  const input = inputOf('engine:1');
  const hardware = { gpus: 1 };
  const pod = { nodeSelector: { pool: 'large' } };
  await deploy({ ...input, given: { ...input.given, hardware, pod }, profile }, ports);
  expect(resolvedIn(ports).fit?.places[0]).toMatchObject({ limitBytes: 79 * 1024 ** 3 });
});

test('which nodes an affinity leads to is not known, and neither are their GPUs', async () => {
  const nodes = async () => [gpuNode('small', 8192)];
  const { readHeader } = headerReader('qwen3-32b');
  const ports = createPorts({ target: { ...createMemoryTarget(), nodes }, readHeader });
  const terms = [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }];
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  };
  await deployWith({ hardware: { gpus: 1 }, pod: { affinity } }, ports);
  expect(warningsOf(ports)).toEqual([expect.stringContaining('say --gpu-memory')]);
});

test('nodes that cannot be read stop nobody', async () => {
  const nodes = async () => {
    throw new LlmkubeError('CLUSTER_FAULT', 'the API server is tired');
  };
  const { readHeader } = headerReader('qwen3-8b');
  const ports = createPorts({ target: { ...createMemoryTarget(), nodes }, readHeader });
  await deployWith({ hardware: { gpus: 1 } }, ports);
  expect(warningsOf(ports)).toEqual([expect.stringContaining('say --gpu-memory')]);
});
