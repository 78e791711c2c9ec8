import { expect, test } from 'vitest';
import { comparable } from '../../support/operator/comparable.ts';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { pairDocuments } from './operator-files.ts';

interface Case {
  /** Of the operator's issues, where it has one. */
  readonly id?: string;
  readonly says: string;
  readonly service?: object;
  readonly gpu?: object;
  /** Facts of what is rendered; null for those that must not be there. */
  readonly gives: Readonly<Record<string, string | null>>;
}

const speculative = (type: string) => ({ speculativeDecoding: { type, nDraftMax: 4 } });
const sharding = (layerSplit: readonly string[]) => ({ count: 2, sharding: { layerSplit } });
const equal = { 'args --tensor-split': '1,1' };
const nothing = { 'args --spec-type': null, 'args --spec-draft-n-max': null };

/** What once went wrong with the operator, and must not go wrong with its documents here. */
const cases: readonly Case[] = [
  { id: '#972', says: 'engines listen at IPv6 too', gives: { 'args --host': '::' } },
  {
    id: '#1382',
    says: 'the number of guesses is told by the flag that llama-server has',
    service: speculative('draft-mtp'),
    gives: { 'args --spec-draft-n-max': '4', 'args --draft-n-max': null },
  },
  {
    id: '#1417',
    says: '`mtp` is `draft-mtp`',
    service: speculative('mtp'),
    gives: { 'args --spec-type': 'draft-mtp' },
  },
  {
    id: '#1417',
    says: '`disabled` says nothing',
    service: speculative('disabled'),
    gives: nothing,
  },
  { id: '#1417', says: '`none` says nothing', service: speculative('none'), gives: nothing },
  {
    id: '#1528',
    says: 'guesses by n-grams get no weights',
    service: speculative('ngram-mod'),
    gives: { 'args -md': null, 'args --spec-type': 'ngram-mod' },
  },
  {
    id: '#339',
    says: 'slots among the arguments come before the field',
    service: { parallelSlots: 4, extraArgs: ['--parallel', '2'] },
    gives: { 'args --parallel': '2' },
  },
  {
    id: '#340',
    says: 'and those in one word too',
    service: { parallelSlots: 4, extraArgs: ['--parallel=2'] },
    gives: { 'args --parallel': '2' },
  },
  {
    says: 'one slot is told',
    service: { parallelSlots: 1 },
    gives: { 'args --parallel': '1' },
  },
  {
    says: 'attention is not told about without a GPU',
    service: { flashAttention: true },
    gives: { 'args --flash-attn': null },
  },
  {
    id: '#1406',
    says: 'embeddings have no cache of prompts',
    service: { mode: 'embedding' },
    gives: { 'args --cache-ram': '0', 'args --pooling': 'last' },
  },
  {
    id: '#1406',
    says: 'unless somebody said how large it is',
    service: { mode: 'embedding', extraArgs: ['--cache-ram', '64'] },
    gives: { 'args --cache-ram': '64' },
  },
  {
    says: 'a budget of 0 for thoughts is told',
    service: { reasoningBudget: 0 },
    gives: { 'args --reasoning-budget': '0' },
  },
  {
    says: 'each override is told',
    service: { tensorOverrides: ['a=CPU', 'b=CPU'] },
    gives: { 'args --override-tensor': 'a=CPU,b=CPU' },
  },
  {
    id: '#351',
    says: 'a custom type of the cache comes before the other, each for itself',
    service: { cacheTypeK: 'f16', cacheTypeCustomK: 'bf16', cacheTypeV: 'q8_0' },
    gives: { 'args --cache-type-k': 'bf16', 'args --cache-type-v': 'q8_0' },
  },
  {
    says: 'claimed GPUs get the layers too',
    gpu: { resourceClaims: [{ name: 'g', templateName: 't' }] },
    gives: { 'args --n-gpu-layers': '999', strategy: 'Recreate' },
  },
  { says: 'one GPU is not split', gpu: { count: 1 }, gives: { 'args --split-mode': null } },
  { says: 'too few ranges are equal shares', gpu: sharding(['0-9']), gives: equal },
  { says: 'a range from behind is equal shares', gpu: sharding(['9-0', '0-9']), gives: equal },
  { says: 'a range of words is equal shares', gpu: sharding(['a-b', '0-9']), gives: equal },
  {
    id: '#701',
    says: 'ROCm asks for the device that Vulkan asks for',
    gpu: { count: 1, vendor: 'amd', runtime: 'rocm' },
    gives: { 'resources.limits.devic.es/dri-render': '1' },
  },
  {
    id: '#1197',
    says: 'GPUs of no vendor are those of NVIDIA, with an image for them',
    service: { image: undefined },
    gpu: { count: 1 },
    gives: {
      'engine.image': expect.stringContaining('server-cuda'),
      'resources.limits.nvidia.com/gpu': '1',
    },
  },
  {
    id: '#1503',
    says: 'nodes are chosen without a GPU too',
    service: { nodeSelector: { a: 'b' }, tolerations: [{ key: 'c', operator: 'Exists' }] },
    gives: { 'pod.nodeSelector.a': 'b', 'pod.tolerations.0.key': 'c' },
  },
  {
    id: '#1312',
    says: 'the memory of a shared GPU reaches no pod',
    service: { resources: { gpu: 1, gpuSharing: { memoryLimitGiB: 8 } } },
    gives: { 'resources.limits.memory': null },
  },
  {
    id: '#1451',
    says: 'disk space is asked for and limited',
    service: { resources: { ephemeralStorage: '9Gi' } },
    gives: {
      'resources.requests.ephemeral-storage': '9Gi',
      'resources.limits.ephemeral-storage': '9Gi',
    },
  },
  {
    says: '`hostMemory` comes before `memory`',
    service: { resources: { memory: '4Gi', hostMemory: '8Gi' } },
    gives: { 'resources.requests.memory': '8Gi' },
  },
  {
    says: 'no history is none, and not the usual one',
    service: { revisionHistoryLimit: 0 },
    gives: { revisionHistoryLimit: '0' },
  },
];

const named = cases.map((one) => [[one.id, one.says].join(' ').trim(), one] as const);

test.each(named)('%s', (_, { service, gpu, gives }) => {
  const model = gpu === undefined ? {} : { hardware: { gpu } };
  const converted = convertPair(pairDocuments(model, service));
  const facts = converted.kind === 'rendered' ? comparable(converted.objects) : {};
  const found = Object.keys(gives).map((fact) => [fact, facts[fact] ?? null]);
  expect(Object.fromEntries(found)).toEqual(gives);
});

test('#1384 metrics are told once, and arguments keep their order behind all fields', () => {
  const extraArgs = ['--threads', '2', '--metrics', '--mlock', '--threads-batch', '4'];
  const converted = convertPair(pairDocuments({}, { extraArgs, jinja: true }));
  const deployment = converted.kind === 'rendered' ? converted.objects.Deployment : undefined;
  const args = deployment?.spec?.template.spec?.containers[0]?.args ?? [];
  expect(args.filter((word) => word === '--metrics')).toHaveLength(1);
  expect(args.slice(-5)).toEqual(extraArgs.filter((word) => word !== '--metrics'));
});
