import type { Ports } from '../../../src/actions/ports.ts';
import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { runtimeNamed } from '../../../src/runtimes/runtimes.ts';
import { createPorts, type TestPorts } from '../action-ports.ts';
import type { MemoryTarget } from '../memory-target.ts';
import { publicConfigs } from './public-configs.ts';
import { repositoryOf } from './repository-of.ts';

/** A repository of safetensors. */
export const source = 'hf://org/llama';
/** What its revision stands for. */
export const commit = '0123456789abcdef0123456789abcdef01234567';

/** Llama 3 8B of longer conversations than a GPU of 24 GiB surely holds beside it. */
export const longer = () =>
  repositoryOf({ config: { ...publicConfigs.llama3, max_position_embeddings: 131_072 } });

export const portsWith = (changes: Partial<Ports & { target: MemoryTarget }>) =>
  createPorts({
    readSource: async () => ({ kind: 'reached', facts: { bytes: 16_060_522_496, commit } }),
    ...changes,
  });

/** Of the version that the plans are made for. */
export const imageOf = (kind: string) => runtimeNamed(kind).images.nvidia;

export const asked = (
  kind: string,
  hardware: PartialIntent,
  rest: PartialIntent = {},
): PartialIntent => ({
  model: { source },
  runtime: { kind, image: imageOf(kind) },
  hardware: { gpus: 1, gpuMemory: '24Gi', ...hardware },
  ...rest,
});

export const argsOf = ({ target }: TestPorts): string => {
  const { spec } = Object(target.objects.get('Deployment/qwen'));
  return spec.template.spec.containers[0].args.join(' ');
};
