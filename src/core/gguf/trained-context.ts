import type { GgufModel } from './gguf-header.ts';

/** How many tokens of a conversation a model was trained with, where its header says so. */
export function trainedContext({ metadata }: GgufModel): number | undefined {
  const architecture = metadata.get('general.architecture');
  const length = metadata.get(`${String(architecture)}.context_length`);
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : undefined;
}
