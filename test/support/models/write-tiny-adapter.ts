import { writeFile } from 'node:fs/promises';
import { ggufBytes, type MetadataValue } from '../../../scripts/models/gguf-bytes.ts';

const rank = 2;
/** Of `writeTinyGguf` as it is by default. */
const embedding = 64;

/** Writes a LoRA adapter of the tiny model, which changes what it babbles. */
export async function writeTinyAdapter(path: string): Promise<void> {
  const text = (value: string): MetadataValue => ({ type: 'string', value });
  const filled = (name: string, shape: number[]) => {
    return { name, shape, values: new Float32Array(rank * embedding).fill(0.5) };
  };
  const metadata = {
    'general.type': text('adapter'),
    'general.architecture': text('llama'),
    'adapter.type': text('lora'),
    'adapter.lora.alpha': { type: 'float32', value: 4 } as const,
  };
  const tensors = [
    filled('blk.0.attn_q.weight.lora_a', [embedding, rank]),
    filled('blk.0.attn_q.weight.lora_b', [rank, embedding]),
  ];
  await writeFile(path, ggufBytes(metadata, tensors));
}
