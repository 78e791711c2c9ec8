import { expect, test } from 'vitest';
import { fitNodes } from '../../../src/core/fit/fit-nodes.ts';
import type { FitNodesResult } from '../../../src/core/fit/fit-nodes-result.ts';
import type { NodeDevices } from '../../../src/core/hardware/node-devices.ts';
import { llamaFile, modelOf } from '../../support/models/written-model.ts';

const gibibyte = 1024 ** 3;
/** Four layers of about 1 GiB. */
const model = modelOf(llamaFile(4, 1024));

const row = (more: Partial<NodeDevices>): NodeDevices => ({
  ...{ node: 'n', resource: 'nvidia.com/gpu', via: 'resource', count: 8, together: 8 },
  ...{ vendor: 'nvidia', isShared: false, isUnified: false, hostBytes: 64 * gibibyte },
  ...{ isSchedulable: true, taints: [], ...more },
});

const plain = (more: Partial<NodeDevices>): NodeDevices => ({
  ...row({}),
  ...{ resource: '', count: 0, together: 0, ...more },
});

function ask(devices: readonly NodeDevices[], more: object = {}): FitNodesResult {
  const asked = { name: 'm', source: 'org/m', contextLength: 8192, concurrency: undefined };
  const answer = fitNodes({ ...asked, model, devices, notes: [], ...more });
  if (answer.kind === 'refused') throw new TypeError(answer.fact);
  return answer.result;
}

test('a model gets the fewest GPUs with which nothing is given up', () => {
  const gpusFor = (gibibytes: number) =>
    ask([row({ bytesEach: gibibytes * gibibyte })]).nodes[0] ?? {};
  expect(gpusFor(24)).toMatchObject({ fits: 'yes', gpus: 1, offered: 8, steps: [] });
  expect(gpusFor(4)).toMatchObject({ fits: 'yes', gpus: 2, steps: [] });
  expect(gpusFor(3)).toMatchObject({ fits: 'yes', gpus: 4, steps: [] });
  expect(gpusFor(24)).not.toHaveProperty('why');
});

test('where all GPUs are too few, all are taken and what is given up is said', () => {
  const { fits, nodes, deploy } = ask([row({ count: 1, together: 1, bytesEach: 3 * gibibyte })]);
  expect(fits).toBe('yes');
  expect(nodes[0]).toMatchObject({ fits: 'yes', gpus: 1, why: expect.stringMatching(/host/) });
  expect(nodes[0]?.steps).not.toEqual([]);
  expect(deploy).toBe('llmkube deploy m --context-length 8192 --gpus 1');
});

test('what does not fit anywhere has the code and says what is missing', () => {
  const result = ask([
    row({ bytesEach: 2 * gibibyte, count: 1, together: 1, hostBytes: 1 * gibibyte }),
    plain({ node: 'p', hostBytes: 2 * gibibyte }),
  ]);
  expect(result).toMatchObject({ fits: 'no', code: 'MODEL_TOO_LARGE' });
  expect(result).not.toHaveProperty('deploy');
  expect(result.nodes.map(({ fits, why }) => [fits, why])).toEqual([
    ['no', expect.stringMatching(/ lacks /)],
    ['no', expect.stringMatching(/^host lacks /)],
  ]);
});

test.each<[string, object, RegExp]>([
  ['memory that is not told', {}, /does not tell how much memory/],
  ['GPUs of another maker', { vendor: undefined, resource: 'maker.example/gpu' }, /maker/],
  ['memory of the host', { isUnified: true }, /share their memory/],
  ['others on the same GPU', { isShared: true, bytesEach: 24 * gibibyte, together: 1 }, /shared/],
  ['a host that tells no memory', { hostBytes: undefined, bytesEach: 24 * gibibyte }, /its memory/],
])('%s is said as unknown, and is no failure', (_, more, why) => {
  const { fits, code, nodes, deploy } = ask([row(Object(more))]);
  expect({ fits, code, deploy }).toEqual({ fits: 'unknown' });
  expect(nodes[0]).toMatchObject({ fits: 'unknown', why: expect.stringMatching(why) });
});

test('a shared GPU that is too small alone is no unknown', () => {
  const small = { isShared: true, together: 1, bytesEach: 2 * gibibyte, hostBytes: gibibyte };
  expect(ask([row(small)]).fits).toBe('no');
});

test('thousands of nodes with the same hardware take the time of one', () => {
  const nodes = Array.from({ length: 5000 }, (_, index) =>
    row({ node: `n${index}`, bytesEach: 8 * gibibyte, product: `p${index % 7}` }),
  );
  const result = ask(nodes);
  expect(new Set(result.nodes.map(({ gpus, fits }) => `${gpus} ${fits}`)).size).toBe(1);
  expect(result.nodes).toHaveLength(5000);
});

test('the longest context wants as many GPUs as make it longer', () => {
  const [most] = ask([row({ bytesEach: 3 * gibibyte })], { contextLength: 'max' }).nodes;
  const [fixed] = ask([row({ bytesEach: 3 * gibibyte })]).nodes;
  expect(most?.contextLength).toBeGreaterThan(8192);
  expect(most?.gpus).toBeGreaterThanOrEqual(fixed?.gpus ?? 99);
});

test('the command takes GPUs before processors, free nodes alone, and says what is not usual', () => {
  const bytesEach = 24 * gibibyte;
  const deployOf = (...rows: NodeDevices[]) => ask(rows).deploy;
  const words = 'llmkube deploy m --context-length 8192';
  expect(deployOf(plain({}), row({ bytesEach }))).toBe(`${words} --gpus 1`);
  expect(deployOf(plain({}))).toBe(words);
  expect(deployOf(row({ bytesEach, isSchedulable: false }))).toBeUndefined();
  expect(deployOf(row({ bytesEach, taints: ['team'] }), plain({ node: 'p' }))).toBe(words);
  const amd = { vendor: 'amd', resource: 'amd.com/gpu' } as const;
  expect(deployOf(row({ bytesEach, ...amd }))).toBe(`${words} --gpus 1 --gpu-vendor amd`);
  const part = { resource: 'nvidia.com/mig-3g.40gb', together: 1 };
  expect(deployOf(row({ bytesEach, ...part }))).toBe(
    `${words} --gpus 1 --set hardware.resourceName=nvidia.com/mig-3g.40gb`,
  );
  const claim = ask([row({ bytesEach, via: 'claim', resource: 'gpu.nvidia.com' })]);
  expect(claim.fits).toBe('yes');
  expect(claim).not.toHaveProperty('deploy');
  expect(claim.notes.join()).toContain('hardware.claims');
  const file = ask([row({ bytesEach })], { source: '/m.gguf' });
  expect(file).not.toHaveProperty('deploy');
});

test('where other nodes offer the same and do worse, pods are said to need a selector', () => {
  const bytesEach = 24 * gibibyte;
  const notesOf = (more: Partial<NodeDevices>) =>
    ask([row({ bytesEach }), row({ node: 'o', bytesEach, ...more })]).notes.join();
  expect(notesOf({})).not.toContain('nodeSelector');
  expect(notesOf({ bytesEach: 4 * gibibyte })).toContain('`pod.nodeSelector`');
  expect(notesOf({ isShared: true, together: 1 })).toContain('`pod.nodeSelector`');
  expect(notesOf({ resource: 'amd.com/gpu', bytesEach: gibibyte })).not.toContain('nodeSelector');
});

test('what runs on the nodes already is said not to be counted', () => {
  const { notes } = ask([plain({})], { notes: ['first'] });
  expect(notes).toEqual(['first', expect.stringMatching(/what runs there already is not counted/)]);
  expect(ask([])).toMatchObject({ fits: 'no', nodes: [], notes: ['the cluster has no nodes'] });
});
