import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';

const gpus = (count: number, rest: PartialIntent): PartialIntent => ({
  hardware: { gpus: count, ...rest },
});

/** What is said of memory and contradicts what else is said, or says nothing. */
export const memoryRefusals: Readonly<Record<string, PartialIntent>> = {
  'the memory of GPUs that there are not': { hardware: { gpuMemory: '24Gi' } },
  'the memory of other GPUs': gpus(2, { gpuMemory: '24Gi,16Gi,16Gi' }),
  'what is no memory of GPUs': gpus(1, { gpuMemory: '24 GB' }),
  'the memory of the GPUs of another runtime': {
    runtime: { kind: 'generic', image: 'engine:1', generic: { port: 9000 } },
    hardware: { gpus: 1, gpuMemory: '24Gi' },
  },
  'what is no size of past conversations': { runtime: { llamacpp: { promptCache: '1Ki' } } },
};
