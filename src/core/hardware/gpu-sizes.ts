import { parseBytesQuantity } from '../text/quantity.ts';

/** More than any machine has, and few enough to plan for at once. */
const mostGpus = 64;
const mostBytes = 1024 ** 4;

export type GpuSizes =
  | { readonly kind: 'sizes'; readonly bytes: readonly number[] }
  | { readonly kind: 'problem'; readonly fact: string };

/**
 * Reads the memory of GPUs, one after another, in bytes.
 * @example gpuSizes('2x24Gi,16Gi') // { kind: 'sizes', bytes: [25769803776, 25769803776, 17179869184] }
 */
export function gpuSizes(text: string): GpuSizes {
  const bytes: number[] = [];
  for (const part of text.split(',')) {
    const [, count = '1', size = ''] = /^(?:(\d{1,3})x)?(.+)$/.exec(part.trim()) ?? [];
    const each = parseBytesQuantity(size) ?? 0;
    const isSize = each >= 1024 ** 2 && each <= mostBytes;
    if (!isSize || Number(count) === 0) {
      return { kind: 'problem', fact: `\`${part}\` is no size of the memory of GPUs` };
    }
    if (bytes.length + Number(count) > mostGpus) {
      return { kind: 'problem', fact: `they are more than ${mostGpus}` };
    }
    bytes.push(...Array.from({ length: Number(count) }, () => each));
  }
  return { kind: 'sizes', bytes };
}
