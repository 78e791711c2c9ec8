import { expect, test } from 'vitest';
import { type ModelPorts, readModel } from '../../src/actions/read-model.ts';
import type { HeaderPlace } from '../../src/models/read-metadata-of.ts';
import { rejectionOf } from '../support/error-of.ts';
import { feedHeader, ggufFile, text, uint32 } from '../support/models/gguf-file.ts';

const partNames = [1, 2, 3, 4, 5].map((number) => `m-0000${number}-of-00005.gguf`);

function partOf(number: number) {
  const split = {
    'split.no': { type: 'uint16', value: number - 1 },
    'split.count': { type: 'uint16', value: 5 },
    'split.tensors.count': { type: 'int32', value: 5 },
  } as const;
  const { bytes } = ggufFile({
    values: { ...split, ...(number === 1 ? { 'general.architecture': text('llama') } : {}) },
    tensors: [{ name: `blk.${number}.ffn_up.weight`, dims: [32, number] }],
  });
  return feedHeader(bytes).outcome;
}

/** Answers for the parts of one model, but for those that are not there. */
function portsWith(absent: readonly number[] = []) {
  const asked: HeaderPlace[] = [];
  const ports: ModelPorts = {
    readSource: async () => ({ kind: 'reached', facts: {} }),
    signal: new AbortController().signal,
    readHeader: async (place) => {
      asked.push(place);
      const at = place.kind === 'file' ? place.path : new URL(place.url).pathname;
      const number = partNames.findIndex((name) => at.endsWith(name)) + 1;
      if (absent.includes(number)) return { kind: 'unreachable', fact: 'it answers 404' };
      const outcome = number === 0 ? whole : partOf(number);
      return outcome.kind === 'read' ? { ...outcome, fileBytes: undefined, bytesRead: 1 } : outcome;
    },
  };
  return { ports, asked };
}

const whole = feedHeader(
  ggufFile({ values: { 'llama.block_count': uint32(1) }, tensors: [] }).bytes,
).outcome;

test('a model in one file is one header', async () => {
  const { ports, asked } = portsWith();
  const read = await readModel('/models/m.gguf', ports);
  expect(read).toMatchObject({ files: 1 });
  expect(asked).toEqual([{ kind: 'file', path: '/models/m.gguf' }]);
});

test('of a model in several files all headers are read, whichever was named', async () => {
  const { ports, asked } = portsWith();
  const read = await readModel(`https://models.example/a/${partNames[2]}?b=c`, ports);
  expect(asked.map((place) => place.kind === 'url' && place.url)).toEqual(
    partNames.map((name) => `https://models.example/a/${name}?b=c`),
  );
  expect(read.files).toBe(5);
  expect(read.model.tensors.map(({ name }) => name)).toEqual(
    [1, 2, 3, 4, 5].map((number) => `blk.${number}.ffn_up.weight`),
  );
});

test('a part that is not there is named', async () => {
  const { ports } = portsWith([3]);
  const error = await rejectionOf(readModel(`https://models.example/${partNames[0]}`, ports));
  expect(error).toMatchObject({
    code: 'SOURCE_REFUSED',
    message: `Cannot read the model \`https://models.example/${partNames[0]}\`: of part 3 of 5: it answers 404`,
  });
});

test('what a claim holds is not read', async () => {
  const source = 'pvc://weights/m.gguf';
  const error = await rejectionOf(readModel(source, portsWith().ports));
  expect(error.message).toBe(
    `Cannot read the model \`${source}\`: a source of kind \`claim\` is not read from here`,
  );
});
