import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIntent } from '../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../src/runtimes/runtimes.ts';

interface Asked {
  readonly kind: string;
  readonly gpus: number;
  readonly options?: object;
  readonly args?: readonly string[];
}

/** What is said of it; nothing where it is taken. */
function refusalOf({ kind, gpus, options = {}, args = [] }: Asked): string {
  const runtime = { kind, image: 'engine:1', [kind]: options, ...(args.length > 0 && { args }) };
  const model = { id: 'qwen', source: 'hf://org/model' };
  try {
    parseIntent({ model, runtime, hardware: { gpus, vendor: 'nvidia' } }, runtimes);
    return '';
  } catch (error) {
    return String(error);
  }
}

const size = fc.integer({ min: 1, max: 16 });

test('experts of SGLang are taken where they divide the GPUs of each layer, and nowhere else', () => {
  fc.assert(
    fc.property(size, size, (gpus, expertParallel) => {
      const told = refusalOf({ kind: 'sglang', gpus, options: { expertParallel } });
      expect(told === '').toBe(gpus % expertParallel === 0);
    }),
  );
});

test('experts by words are judged as those of the field', () => {
  fc.assert(
    fc.property(
      size,
      size,
      fc.constantFrom('--ep-size=', '--ep=', '--expert-parallel-size='),
      (gpus, experts, word) => {
        const told = refusalOf({ kind: 'sglang', gpus, args: [`${word}${experts}`] });
        expect(told === '').toBe(gpus % experts === 0);
      },
    ),
  );
});

test('experts are divided over the parts of a layer, and not over copies and stages', () => {
  const dataParallel = 2;
  const asked = { kind: 'sglang', gpus: 4 };
  expect(refusalOf({ ...asked, options: { dataParallel, expertParallel: 2 } })).toBe('');
  expect(refusalOf({ ...asked, options: { dataParallel, expertParallel: 4 } })).toContain(
    '`runtime.sglang.expertParallel` is no divisor of',
  );
  expect(refusalOf({ ...asked, options: { pipelineParallel: 4, expertParallel: 2 } })).toContain(
    '`runtime.sglang.expertParallel` is no divisor of',
  );
});

test.each([
  ['vllm', ['--tensor-parallel-size', '8']],
  ['vllm', ['--tensor-parallel-size=8']],
  ['vllm', ['-tp', '8']],
  ['vllm', ['--tensor_parallel_s', '8']],
  ['vllm', ['-pp=4']],
  ['vllm', ['-tp=2', '-pp=2']],
  ['vllm', ['-tp=1', '-tp=4']],
  ['sglang', ['--tp', '4']],
  ['sglang', ['--pp-size', '4']],
  ['tgi', ['--num-shard', '4']],
])('%s of 2 GPUs is not divided into more by %j', (kind, args) => {
  expect(refusalOf({ kind, gpus: 2, args })).toContain('`runtime.args` has sizes of more GPUs');
});

test.each([
  ['vllm', ['-tp=2']],
  // The last one counts.
  ['vllm', ['-tp=4', '-tp=2']],
  // Whether that is a number the engine says.
  ['vllm', ['-tp', 'two']],
  ['vllm', ['-tp']],
  // Copies may lie in other pods.
  ['vllm', ['--data-parallel-size', '8', '--data-parallel-rank', '3']],
  // Copies of attention share the parts.
  ['sglang', ['--tp-size', '2', '--dp-size', '2', '--enable-dp-attention']],
  ['tgi', ['--sharded', 'true']],
])('%s of 2 GPUs takes %j', (kind, args) => {
  expect(refusalOf({ kind, gpus: 2, args })).toBe('');
});

test('a size by words and one by a field are one product', () => {
  const args = ['-tp=2'];
  const asked = { kind: 'vllm', gpus: 2, args };
  expect(refusalOf({ ...asked, options: { pipelineParallel: 1 } })).toBe('');
  expect(refusalOf({ ...asked, options: { pipelineParallel: 2 } })).toContain(
    'has sizes of more GPUs',
  );
});
