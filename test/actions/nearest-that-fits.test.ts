import { expect, test } from 'vitest';
import { fitModel } from '../../src/actions/fit-model.ts';
import type { FitPorts } from '../../src/actions/nearest-that-fits.ts';
import { devicesOf } from '../../src/core/fit/devices-of.ts';
import type { HubFile, RepositorySight } from '../../src/core/source/hub-facts.ts';
import { feedHeader, ggufFile, text, type WrittenFile } from '../support/models/gguf-file.ts';
import { llamaFile } from '../support/models/written-model.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const q8 = 7;
const q4 = 15;

/** Four layers; the file is as large as they are. */
const ofSize = (mebibytes: number, fileType: number): [WrittenFile, HubFile] => [
  llamaFile(4, mebibytes / 4, fileType),
  { bytes: (mebibytes + 10) * mebibyte },
];

interface World {
  readonly files?: Readonly<Record<string, readonly [WrittenFile, HubFile]>>;
  readonly source?: string;
  readonly sight?: RepositorySight;
  readonly gpu?: number;
}

async function ask({ files = {}, source = 'hf://org/m/m-Q8_0.gguf', sight, gpu = 4 }: World) {
  const read: string[] = [];
  const listed: (string | undefined)[] = [];
  const named = new Map(Object.entries(files));
  const ports: FitPorts = {
    readSource: async ({ source: { file } }: { source: { file?: string } }) => ({
      kind: 'reached',
      facts: { url: `https://hub.example/${file}` },
    }),
    readRepository: async (repo, revision) => {
      listed.push(`${repo}@${revision}`);
      const sizes = [...named].map(([name, [, facts]]) => [name, facts] as const);
      return sight ?? { kind: 'seen', facts: { isGated: false, files: new Map(sizes) } };
    },
    readHeader: async (place) => {
      const name = place.kind === 'url' ? new URL(place.url).pathname.slice(1) : 'm-Q8_0.gguf';
      read.push(name);
      const [written] = named.get(name) ?? [];
      if (written === undefined) return { kind: 'unreachable', fact: 'it is gone' };
      const { outcome } = feedHeader(ggufFile(written).bytes);
      return outcome.kind === 'read' ? { ...outcome, fileBytes: 1, bytesRead: 1 } : outcome;
    },
    signal: new AbortController().signal,
  } as FitPorts;
  const hardware = { devices: devicesOf([gpu * gibibyte]), hostBytes: gibibyte };
  const asked = { name: 'm', source, contextLength: 4096, concurrency: undefined, hardware };
  return { result: await fitModel(asked, ports), read, listed };
}

test('where a model does not fit, the largest file of its repository that does is named', async () => {
  const files = {
    'm-Q8_0.gguf': ofSize(8192, q8),
    'm-Q6_K.gguf': ofSize(4096, 18),
    'm-Q4_K_M.gguf': ofSize(2048, q4),
    'm-Q2_K.gguf': ofSize(1024, 10),
  };
  const { result, read } = await ask({ files });
  expect(result).toMatchObject({
    fits: false,
    nearest: {
      ...{ source: 'hf://org/m/m-Q4_K_M.gguf', quantisation: 'Q4_K_M' },
      bytes: 2058 * mebibyte,
    },
  });
  // Nothing is read that is smaller than what was found.
  expect(read).toEqual(['m-Q8_0.gguf', 'm-Q6_K.gguf', 'm-Q4_K_M.gguf']);
});

test('the file is looked for at the revision that was asked for', async () => {
  const files = { 'm-Q8_0.gguf': ofSize(8192, q8), 'm-Q4_K_M.gguf': ofSize(2048, q4) };
  const { result, listed } = await ask({ files, source: 'hf://org/m@v1/m-Q8_0.gguf' });
  expect(listed).toEqual(['org/m@v1']);
  expect(result.nearest?.source).toBe('hf://org/m@v1/m-Q4_K_M.gguf');
});

test('a model that fits, and one of no hub, leave the repository alone', async () => {
  const files = { 'm-Q8_0.gguf': ofSize(2048, q8), 'm-Q4_K_M.gguf': ofSize(1024, q4) };
  expect((await ask({ files })).listed).toEqual([]);
  const large = { 'm-Q8_0.gguf': ofSize(8192, q8) };
  const path = await ask({ files: large, source: '/models/m-Q8_0.gguf' });
  expect(path.listed).toEqual([]);
  expect(path.result).not.toHaveProperty('nearest');
});

test('other models, projectors, parts, and what is gone are not named', async () => {
  const [written, size] = ofSize(2048, q4);
  const files: World['files'] = {
    'm-Q8_0.gguf': ofSize(8192, q8),
    'mmproj-F16.gguf': [written, size],
    'm-Q5_K_M-00001-of-00002.gguf': [written, size],
    'other-Q4_K_M.gguf': [llamaFile(2, 1024, q4), size],
    'adapter.gguf': [
      { ...written, values: { ...written.values, 'general.type': text('adapter') } },
      size,
    ],
    'm-Q4_K_S.gguf': [{ ...written, tensors: [] }, { bytes: 0 }],
    'm-unsized.gguf': [written, {}],
  };
  const { result, read } = await ask({ files });
  expect(result.fits).toBe(false);
  expect(result).not.toHaveProperty('nearest');
  expect(read).not.toContain('mmproj-F16.gguf');
  expect(read).not.toContain('m-Q5_K_M-00001-of-00002.gguf');
});

test('no more than six headers are read, of files that the memory could hold', async () => {
  const sizes = Array.from({ length: 20 }, (_, index) => 4900 - index * 20);
  const files = Object.fromEntries([
    ['m-Q8_0.gguf', ofSize(8192, q8)],
    ['m-F16.gguf', ofSize(7000, 1)],
    ...sizes.map((size) => [`m-${size}.gguf`, ofSize(size, q4)]),
  ]);
  const { result, read } = await ask({ files });
  expect(result).not.toHaveProperty('nearest');
  expect(read).toEqual(['m-Q8_0.gguf', ...sizes.slice(0, 6).map((size) => `m-${size}.gguf`)]);
});

test('a hub that tells nothing changes nothing', async () => {
  const files = { 'm-Q8_0.gguf': ofSize(8192, q8) };
  const { result } = await ask({ files, sight: { kind: 'unreachable', why: 'it is down' } });
  expect(result).toMatchObject({ fits: false, code: 'MODEL_TOO_LARGE' });
  expect(result).not.toHaveProperty('nearest');
});
