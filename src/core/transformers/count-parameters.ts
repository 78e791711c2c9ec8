import type { SafeTensor } from '../safetensors/safetensors-header.ts';
import type { TransformerQuantisation } from './transformer-facts.ts';

/** What stands beside quantised weights and is none; the names of AWQ, GPTQ, FP8 and bitsandbytes. */
const beside =
  /(scale(s|_inv|_2)?|zeros|zero_point|weight_shape|g_idx|absmax|quant_map|nested_\w+|quant_state\S*)$/;
const packed = /(qweight|weight_packed|_blocks)$/;

/** Parameters that a tensor stands for: of packed ones more than it has elements. */
export function countParameters(
  { name, type, shape }: SafeTensor,
  quantisation: TransformerQuantisation | undefined,
): number {
  const elements = shape.reduce((product, length) => product * length, 1);
  if (quantisation === undefined) return elements;
  if (beside.test(name)) return 0;
  const { method, bits = 4 } = quantisation;
  const isPacked = packed.test(name) || (method === 'bitsandbytes' && type === 'U8');
  if (type === 'I32' && isPacked) return (elements * 32) / bits;
  // Two elements of four bits lie in a byte.
  return type === 'U8' && (isPacked || bits === 4) ? elements * 2 : elements;
}
